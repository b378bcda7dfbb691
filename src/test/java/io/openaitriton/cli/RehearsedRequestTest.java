package io.openaitriton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is rehearsed is answered: a refusal would archive the code of errors. */
@ExtendWith(GatewayExtension.class)
class RehearsedRequestTest {
    private static final Map<String, String> CALLS = Map.of(
            "/v1/chat/completions", "\"name\":\"tool_1\"",
            "/v1/responses", "\"type\":\"function_call\"",
            "/v1/messages", "\"type\":\"tool_use\"");

    @Test
    void eachRequestIsAnsweredAndThoseOfAgentsWithACall(Gateways gateways) throws Exception {
        GatewayServer gateway = gateways.shared();
        Map<String, Integer> calls = new HashMap<>();
        for (RehearsedRequest request : RehearsedRequest.all()) {
            HttpResponse<String> answer = gateway.send(
                    HttpRequest.newBuilder(gateway.uri(request.path()))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(request.body()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            if (answer.body().contains(CALLS.get(request.path()))) {
                calls.merge(request.path(), 1, Integer::sum);
            }
        }
        assertThat(calls).isEqualTo(Map.of("/v1/chat/completions", 1, "/v1/responses", 1, "/v1/messages", 1));
    }
}
