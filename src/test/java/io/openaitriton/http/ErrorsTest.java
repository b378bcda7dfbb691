package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.FreePort;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Route;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListener;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.support.LifecycleStrategySupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every failure is OpenAI's error object with the right status. */
@ExtendWith(GatewayExtension.class)
class ErrorsTest {
    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) {
        triton = gateways.triton();
        gateway = gateways.shared();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | | JSON object",
                "{\"messages\":[ | | line 1, column",
                "{\"a\":1,^  \"b\" 2} | | line 2, column",
                "{} {} | | line 1, column 4",
                "[] | | JSON object",
                "\"text\" | | JSON object",
                "null | | JSON object",
                "{\"messages\":{}} | messages | array",
                "{\"messages\":[{\"role\":\"user\",\"content\":5}]} | messages[0].content | string",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":5}]}]}"
                        + " | messages[0].content[0].text | string",
                "{\"temperature\":\"hot\"} | temperature | number",
                "{\"stream\":\"true\"} | stream | boolean",
                "{\"max_tokens\":1.5} | max_tokens | integer",
                "{\"max_tokens\":99999999999} | max_tokens | integer",
                "{\"stop\":[5]} | stop[0] | string",
                "{} | messages | messages",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"echo\":true} | echo | echo"
            })
    void aBadRequestIsToldWhatAndWhere(String body, String param, String words) throws Exception {
        HttpResponse<String> answer = gateway.chat(body == null ? "" : body.replace('^', '\n'));
        JsonNode error = assertError(answer, 400, "invalid_request_error");
        assertThat(error.path("param").textValue()).isEqualTo(param);
        assertThat(error.path("message").textValue()).contains(words).doesNotContain("Exception", "io.openaitriton");
    }

    @Test
    void aRequestWithoutABodyIsAnError() throws Exception {
        HttpResponse<String> answer = gateway.send(
                HttpRequest.newBuilder(gateway.uri("/v1/chat/completions"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
        assertThat(assertError(answer, 400, "invalid_request_error")
                        .path("message")
                        .textValue())
                .contains("JSON object");
    }

    @Test
    void nestingOver100LevelsIsRefused() throws Exception {
        String fields = "\"x\":" + "[".repeat(98) + "]".repeat(98);
        assertThat(gateway.chat(GatewayServer.request("hi", fields)).statusCode())
                .isEqualTo(200);
        String deep = "\"x\":" + "[".repeat(5000) + "]".repeat(5000);
        JsonNode error = assertError(gateway.chat(GatewayServer.request("hi", deep)), 400, "invalid_request_error");
        assertThat(error.path("message").textValue()).contains("100 levels");
    }

    @Test
    void aBodyOverTheLimitIsRefused() throws Exception {
        String large = GatewayServer.request("x".repeat(10 * 1024 * 1024), "");
        JsonNode error = assertError(gateway.chat(large), 413, "invalid_request_error");
        assertThat(error.path("code").textValue()).isEqualTo("request_too_large");
        assertThat(gateway.chat(GatewayServer.request("x".repeat(9 * 1024 * 1024), "\"max_tokens\":1"))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "OPTIONS"})
    void aWrongMethodIsRefused(String method) throws Exception {
        HttpResponse<String> answer = gateway.send(
                HttpRequest.newBuilder(gateway.uri("/v1/chat/completions"))
                        .method(method, BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
        assertError(answer, 405, "invalid_request_error");
        assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x", ""})
    void aWrongContentTypeIsRefused(String type) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.uri("/v1/chat/completions"))
                .POST(BodyPublishers.ofString(GatewayServer.request("hi", "")));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        assertError(gateway.send(request.build(), BodyHandlers.ofString()), 415, "invalid_request_error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/v1", "/v1/edits", "/v1/chat/completions/x", "/v1/models/a/b", "/favicon.ico"})
    void anUnknownPathIsRefused(String path) throws Exception {
        JsonNode error = assertError(gateway.get(path), 404, "invalid_request_error");
        assertThat(error.path("code").textValue()).isEqualTo("unknown_url");
    }

    @ParameterizedTest
    @CsvSource({
        "at-once, 502, server_error, triton_error",
        "midstream, 502, server_error, triton_error",
        "unavailable, 503, server_error, model_overloaded",
        "not-ready, 503, server_error, model_not_ready",
        "unknown-model, 404, invalid_request_error, model_not_found",
        "under-200, 502, server_error, triton_error",
        "no-text, 502, server_error, triton_bad_answer",
        "not-json, 502, server_error, triton_bad_answer",
        "reset, 503, server_error, triton_unreachable"
    })
    void aFailureOfTritonHasItsStatus(String failure, int status, String type, String code) throws Exception {
        HttpResponse<String> answer = gateway.chat(GatewayServer.request("@@fail=" + failure + " my secret", ""));
        JsonNode error = assertError(answer, status, type);
        assertThat(error.path("code").textValue()).isEqualTo(code);
        assertThat(error.path("message").textValue()).doesNotContain("secret", "Exception");
        assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 503);
    }

    @ParameterizedTest
    @CsvSource({
        "at-once, 502",
        "unavailable, 503",
        "not-ready, 503",
        "unknown-model, 404",
        "under-200, 502",
        "no-text, 502",
        "not-json, 502"
    })
    void aFailureBeforeTheFirstTokenOfAStreamHasItsStatusToo(String failure, int status) throws Exception {
        HttpResponse<String> answer = gateway.chat(GatewayServer.request("@@fail=" + failure, "\"stream\":true"));
        assertError(answer, status, status == 404 ? "invalid_request_error" : "server_error");
    }

    @Test
    void anErrorInsteadOfAStreamKeepsItsText() throws Exception {
        triton.enqueue(ScriptedReply.json(200, "{\"error\":\"CUDA out of memory\"}"));
        JsonNode error = assertError(gateway.chat(GatewayServer.request("hi", "\"stream\":true")), 502, "server_error");
        assertThat(error.path("message").textValue()).contains("CUDA out of memory");
    }

    @ParameterizedTest
    @CsvSource({
        "gateway.threads, many, whole number",
        "gateway.threads, 0, whole number",
        "camel.server.port, abc, a port from 0 to 65535",
        "camel.server.host, no-such-host.invalid, unknown host",
        "camel.server.maxBodySize, 10MB, whole number",
        "openai.unknown-model, reject, default or refuse",
        "openai.reasoning-field, thoughts, reasoning_content or reasoning or both",
        "simulator.enabled, maybe, true or false"
    })
    void aWrongSettingIsToldByItsNameBeforeAnythingStarts(String key, String value, String words, Gateways gateways) {
        assertThatThrownBy(() -> gateways.start(triton, key, value)).hasStackTraceContaining(words);
    }

    @Test
    void aPortInUseIsReportedBeforeAnythingStarts(Gateways gateways) {
        assertThatThrownBy(() -> gateways.start(triton, "camel.server.port", Integer.toString(gateway.port())))
                .hasStackTraceContaining("cannot listen on 127.0.0.1:" + gateway.port());
    }

    @Test
    void anUnreachableTritonIs503(Gateways gateways) throws Exception {
        int closed = FreePort.find();
        GatewayServer alone = gateways.startOnTwo("http://127.0.0.1:" + closed, "http://no-such-host.invalid");
        for (String fields : new String[] {"", "\"stream\":true", "\"model\":\"70b\""}) {
            JsonNode error = assertError(alone.chat(GatewayServer.request("hi", fields)), 503, "server_error");
            assertThat(error.path("code").textValue()).isEqualTo("triton_unreachable");
        }
    }

    @Test
    void aModelsRouteNeedNotNameTheErrorConfiguration(@TempDir Path folder, Gateways gateways) throws Exception {
        for (Path file : Files.newDirectoryStream(Path.of("routes"))) {
            String text = Files.readString(file);
            boolean users =
                    file.toString().contains("triton-model") || file.toString().contains("router");
            Files.writeString(
                    folder.resolve(file.getFileName()),
                    users ? text.replaceAll(" *routeConfigurationId: openai-errors\n", "") : text);
        }
        GatewayServer edited =
                gateways.start(triton, "camel.main.routes-include-pattern", "file:" + folder + "/*.yaml");
        assertError(edited.chat(GatewayServer.request("@@fail=at-once", "")), 502, "server_error");
        assertError(edited.chat(GatewayServer.request("@@fail=at-once", "\"stream\":true")), 502, "server_error");
        assertError(edited.chat(GatewayServer.request("hi", "\"echo\":true")), 400, "invalid_request_error");
        assertThat(edited.chat(GatewayServer.request("hi", "\"stream\":true")).body())
                .endsWith("data: [DONE]\n\n");
    }

    @Test
    void aRequestDuringTheStartOfTheRoutesIs503(Gateways gateways) throws Exception {
        List<HttpResponse<String>> early = new ArrayList<>();
        MainListener knocking = new MainListenerSupport() {
            @Override
            public void beforeConfigure(BaseMainSupport main) {
                main.getCamelContext().addLifecycleStrategy(new LifecycleStrategySupport() {
                    @Override
                    public void onServiceAdd(CamelContext context, Service service, Route route) {
                        if (service instanceof Consumer && early.isEmpty()) {
                            early.add(knock(context));
                        }
                    }
                });
            }
        };
        GatewayServer slow = gateways.start(main -> main.addMainListener(knocking), triton);
        assertThat(early).hasSize(1);
        assertThat(assertError(early.get(0), 503, "server_error").path("code").textValue())
                .isEqualTo("starting");
        assertThat(early.get(0).headers().firstValue("Retry-After")).hasValue("1");
        assertThat(slow.get("/v1/nope").statusCode()).isEqualTo(404);
    }

    private static HttpResponse<String> knock(CamelContext context) {
        int port = context.getRegistry()
                .findSingleByType(VertxPlatformHttpRouter.class)
                .getServer()
                .getPort();
        return gateway.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/models"))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void aSilentTritonIs504(Gateways gateways) throws Exception {
        GatewayServer impatient = gateways.start(triton, "triton.first-byte-timeout", "200");
        for (String fields : new String[] {"", "\"stream\":true"}) {
            triton.enqueue(ScriptedReply.neverAnswer());
            JsonNode error = assertError(impatient.chat(GatewayServer.request("hi", fields)), 504, "server_error");
            assertThat(error.path("code").textValue()).isEqualTo("triton_timeout");
        }
    }

    @Test
    void anAnswerWithoutEndIsCutOff() throws Exception {
        triton.enqueue(ScriptedReply.reply(200)
                .header("Content-Type", "application/json")
                .chunk("{\"text_output\":\"" + "x".repeat(65 * 1024 * 1024))
                .thenHang());
        JsonNode error = assertError(gateway.chat(GatewayServer.request("hi", "")), 502, "server_error");
        assertThat(error.path("message").textValue()).contains("longer than");
    }

    @Test
    void anEventWithoutEndIsCutOff() throws Exception {
        triton.enqueue(ScriptedReply.stream()
                .chunk("data: {\"text_output\":\"" + "x".repeat(2 * 1024 * 1024))
                .thenHang());
        JsonNode error = assertError(gateway.chat(GatewayServer.request("hi", "\"stream\":true")), 502, "server_error");
        assertThat(error.path("message").textValue()).contains("longer than");
    }

    private static JsonNode assertError(HttpResponse<String> answer, int status, String type) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        JsonNode error = OpenAiJson.mapper().readTree(answer.body()).path("error");
        assertThat(error.size()).isEqualTo(4);
        assertThat(error.path("type").textValue()).isEqualTo(type);
        assertThat(error.path("message").textValue()).isNotBlank();
        return error;
    }
}
