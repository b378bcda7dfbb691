package io.openaitriton.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.triton.LoadReport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real Triton server answers a request that asks for a report of the load as it answers another, also where it has none. */
class LoadReportOnTritonTest {
    @RegisterExtension
    private static final OnTriton HERE = OnTriton.shared();

    @ParameterizedTest
    @ValueSource(strings = {"generate", "generate_stream"})
    void askingForTheLoadChangesNothingWhereThereIsNoReport(String endpoint) throws Exception {
        HttpResponse<String> plain = post(endpoint, false);
        HttpResponse<String> asks = post(endpoint, true);
        assertThat(plain.statusCode()).as(plain.body()).isEqualTo(200);
        assertThat(asks.statusCode()).isEqualTo(200);
        assertThat(asks.body()).isEqualTo(plain.body());
        assertThat(LoadReport.cacheUse(
                        asks.headers().firstValue(LoadReport.HEADER).orElse(null)))
                .isNull();
    }

    private static HttpResponse<String> post(String endpoint, boolean asks) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(HERE.triton().url() + "/v2/models/ensemble/" + endpoint))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"text_input\":\"{\\\"text\\\":\\\"a text\\\"}\",\"max_tokens\":20,"
                                + "\"bad_words\":[\"\"],\"stop_words\":[\"\"],\"stream\":" + endpoint.endsWith("stream")
                                + "}"));
        if (asks) {
            request.header(LoadReport.ASKS, LoadReport.FORMAT);
        }
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request.build(), BodyHandlers.ofString());
    }
}
