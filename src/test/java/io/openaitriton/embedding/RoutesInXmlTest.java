package io.openaitriton.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.TritonSimulator;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Route;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway with routes only in XML answers like one with routes in YAML. */
@ExtendWith(GatewayExtension.class)
class RoutesInXmlTest {
    private static final String CHAT = "/v1/chat/completions";

    private static TritonSimulator triton;
    private static GatewayServer yaml;
    private static GatewayServer xml;

    @BeforeAll
    static void start(Gateways gateways) {
        triton = gateways.simulator();
        yaml = start(gateways, "routes/*.yaml");
        xml = start(gateways, "examples/routes-xml/*.xml");
    }

    private static GatewayServer start(Gateways gateways, String files) {
        return gateways.start(
                triton, "camel.main.routes-include-pattern", "file:" + files, "openai.unknown-model", "refuse");
    }

    @Test
    void itHasNoRouteInYaml() {
        assertThat(xml.context().getRoutes())
                .hasSameSizeAs(yaml.context().getRoutes())
                .extracting(Route::getSourceLocationShort)
                .allMatch(location -> location.matches("[\\w-]+\\.camel\\.xml:\\d+"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"8b\",%s}",
                "{\"model\":\"70b\",\"n\":2,\"temperature\":0.2,\"stop\":\"x\",%s}",
                "{\"model\":\"8b\",\"stream\":true,%s}",
                "{\"model\":\"70b\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"max_tokens\":2,%s}",
                "{\"model\":\"gpt-4\",%s}",
                "{\"model\":\"8b\",\"temperature\":3,%s}",
                "{\"model\":\"8b\",\"max_tokens\":\"many\",%s}",
                "{\"model\":\"8b\",%s",
                "null",
                "[]"
            })
    void aChat(String request) {
        post(CHAT, request.replace("%s", message("What is the capital of France?")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "at-once",
                "midstream",
                "unavailable",
                "not-ready",
                "unknown-model",
                "under-200",
                "no-text",
                "reset"
            })
    void aChatThatTritonFails(String failure) {
        post(CHAT, "{\"model\":\"8b\"," + message("@@fail=" + failure) + "}");
        if (!failure.equals("midstream") && !failure.equals("reset")) {
            post(CHAT, "{\"model\":\"8b\",\"stream\":true," + message("@@fail=" + failure) + "}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"8b\",\"prompt\":\"Once\"}",
                "{\"model\":\"70b\",\"prompt\":[\"Once\",\"Twice\"]}",
                "{\"model\":\"8b\",\"prompt\":[\"Once\",\"@@fail=at-once\"]}",
                "{\"model\":\"8b\",\"prompt\":\"Once\",\"stream\":true}",
                "{\"model\":\"8b\",\"prompt\":[1,2]}",
                "{\"prompt\":\"Once\"}"
            })
    void aPlainPrompt(String request) {
        post("/v1/completions", request);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"8b\",\"input\":\"Once\"}",
                "{\"model\":\"70b\",\"input\":\"Once\",\"stream\":true,\"max_output_tokens\":2}",
                "{\"model\":\"8b\",\"input\":\"@@fail=at-once\"}",
                "{\"model\":\"8b\",\"input\":[]}",
                "{\"model\":\"none\",\"input\":\"Once\"}",
                "{"
            })
    void aResponse(String request) {
        post("/v1/responses", request);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"8b\",\"max_tokens\":9,%s}",
                "{\"model\":\"70b\",\"stream\":true,\"max_tokens\":2,%s}",
                "{\"model\":\"8b\",%s}",
                "{\"model\":\"none\",\"max_tokens\":9,%s}",
                "{\"max_tokens\":9}",
                "{"
            })
    void aMessage(String request) {
        for (String content : List.of("Hello", "@@fail=at-once")) {
            post("/v1/messages", request.replace("%s", message(content)));
            post("/v1/messages/count_tokens", request.replace("%s", message(content)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"stream\":true", ",\"tool_choice\":\"required\""})
    void aRendering(String fields) {
        post(CHAT + "/render", "{\"model\":\"70b\"" + fields + "," + message("Hello") + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/v1/models", "/v1/models/Meta-Llama-3.1-8B-Instruct", "/v1/models/none", "/v1/chat/completions"
            })
    void whatIsServed(String path) {
        assertThat(essence(xml.get(path))).isEqualTo(essence(yaml.get(path)));
    }

    private static void post(String path, String json) {
        assertThat(answer(xml, path, json)).isEqualTo(answer(yaml, path, json));
    }

    private static String answer(GatewayServer gateway, String path, String json) {
        HttpRequest request = HttpRequest.newBuilder(gateway.uri(path))
                .header("Content-Type", "application/json")
                .header("X-Of-The-Client", "is not sent back")
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return essence(gateway.send(request, BodyHandlers.ofString()));
    }

    /** An answer without ids and times. */
    private static String essence(HttpResponse<String> answer) {
        return (answer.statusCode() + " " + answer.headers().map() + "\n" + answer.body())
                .replaceAll("\"(chatcmpl-|cmpl-|resp_|msg_)\\w+\"", "\"$1\"")
                .replaceAll("req_\\w+", "req")
                .replaceAll("\"(created|created_at|completed_at)\":\\d+", "\"$1\":0");
    }

    private static String message(String content) {
        return "\"messages\":[{\"role\":\"user\",\"content\":\"" + content + "\"}]";
    }
}
