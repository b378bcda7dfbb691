package io.openaitriton.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.openaitriton.Gateway;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.live.RouteReload;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Invalid values in a model's definition and in the settings stop the start. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(GatewayExtension.class)
class DefinitionTest {
    private static final String FILE = "llama-8b.camel.yaml";

    @TempDir
    private Path routes;

    static Stream<Arguments> impossible() {
        return Stream.of(
                arguments("model", "\"\""),
                arguments("model", "\"  \""),
                arguments("url", "\"\""),
                arguments("url", "\"  \""),
                arguments("url", "triton"),
                arguments("url", "triton:8000"),
                arguments("url", "http://"),
                arguments("url", "http://:8000"),
                arguments("url", "http://triton:99999"),
                arguments("url", "http://triton:0"),
                arguments("url", "http://triton:port"),
                arguments("url", "http://tri ton"),
                arguments("url", "http://triton:8000/"),
                arguments("url", "http://triton:8000/v2"),
                arguments("url", "http://triton:8000/v2/models"),
                arguments("url", "http://triton:8000?a=b"),
                arguments("url", "http://triton:8000#a"),
                arguments("url", "http://user:secret@triton:8000"),
                arguments("url", "grpc://triton:8001"),
                arguments("url", "ftp://triton"),
                arguments("url", "http://a:8000,,http://b:8000"),
                arguments("url", "http://a:8000,b:8000"),
                arguments("template", "\"\""),
                arguments("template", "llama-99"),
                arguments("controlTokensInContent", "forget"),
                arguments("toolFormat", "herms"),
                arguments("toolFormat", "think"),
                arguments("toolFormat", "\"\""),
                arguments("reasoningFormat", "thinking"),
                arguments("temperature", "-0.1"),
                arguments("temperature", "2.1"),
                arguments("temperature", "NaN"),
                arguments("temperature", "warm"),
                arguments("topP", "-1"),
                arguments("topP", "1.5"),
                arguments("topP", "NaN"),
                arguments("maxTokens", "0"),
                arguments("maxTokens", "-1"),
                arguments("maxTokens", "many"),
                arguments("maxTokens", "\"\""),
                arguments("maxTokensLimit", "-1"),
                arguments("contextLength", "-1"),
                arguments("contextLength", "8192"),
                arguments("tokenizer", "/no/such/folder"),
                arguments("dialect", "llama"),
                arguments("dialect", "\"\""),
                arguments("configTimeout", "-1"),
                arguments("configTimeout", "0"),
                arguments("configTimeout", "99999999999"),
                arguments("configTimeout", "soon"),
                arguments("structuredOutputs", "guided"),
                arguments("structuralTags", "sometimes"),
                arguments("strictTools", "maybe"),
                arguments("loraSeparator", "\"  \""),
                arguments("upstream", "stram"),
                arguments("maxAnswerBytes", "0"),
                arguments("maxAnswerBytes", "-1"),
                arguments("maxEventBytes", "0"),
                arguments("imageHosts", "http://example.org"),
                arguments("imageHosts", "example.org:99999"),
                arguments("imageMaxBytes", "0"),
                arguments("imageTimeout", "-1"),
                arguments("idleTimeout", "-1"),
                arguments("totalTimeout", "-1"),
                arguments("maxConcurrent", "-1"),
                arguments("maxQueued", "-1"),
                arguments("maxWait", "0"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("impossible")
    void aValueThatCannotWorkStopsTheStartAndIsNamedWithItsFile(String property, String value) throws IOException {
        copyRoutes();
        Path file = routes.resolve(FILE);
        String text = Files.readString(file).replaceFirst("(?m)^        " + property + ": .*\n", "");
        Files.writeString(
                file,
                text.replaceFirst(
                        "      properties:\n", "      properties:\n        " + property + ": " + value + "\n"));

        assertThat(mistake())
                .startsWith(file + ", line ")
                .contains(property)
                .doesNotContain("\n", "secret")
                .contains(value.contains("secret") ? "url" : told(value));
    }

    /** Of several addresses the one that is wrong. */
    private static String told(String value) {
        return switch (value) {
            case "http://a:8000,,http://b:8000" -> "''";
            case "http://a:8000,b:8000" -> "'b:8000'";
            case "8192" -> "needs a tokenizer";
            default -> value.replace("\"", "").trim();
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://triton", "https://triton:443", "http://[::1]:8000", "http://10.0.0.1:8000/behind/proxy"})
    void anAddressThatMayWorkIsTaken(String url, Gateways gateways) throws IOException {
        copyRoutes();
        GatewayServer gateway = gateways.start(url);
        assertThat(gateway.get("/v1/models").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "triton-model, tritonHttp, idleTimeout, 0",
        "triton-model, tritonHttp, totalTimeout, -1",
        "triton-model, tritonHttp, idleConnection, 0",
        "triton-model, tritonHttp, connectionAge, -1",
        "openai-http-chat-completions, openaiClient, heartbeat, -1",
        "openai-chat, openaiModels, maxMessages, 0",
        "openai-http-chat-completions, openaiClient, writeTimeout, 0",
        "openai-http-chat-completions, openaiAccess, limitsTimeout, -1",
        "openai-http-chat-completions, openaiAccess, limitsRedis, nonsense"
    })
    void soIsOneOfAnotherBean(String route, String bean, String property, String value) throws IOException {
        copyRoutes();
        Path file = routes.resolve(route + ".camel.yaml");
        String text = Files.readString(file)
                .replaceFirst("(?m)^        " + property + ": .*$", "        " + property + ": " + value);
        Files.writeString(
                file,
                property.startsWith("limits")
                        ? text.replace(
                                "{{gateway.keys}}",
                                Files.writeString(
                                                routes.resolve("keys"),
                                                "{\"name\":\"a\",\"sha256\":\"" + "0".repeat(64) + "\"}\n")
                                        .toString())
                        : text);

        assertThat(mistake())
                .startsWith(file.toString())
                .contains(property.equals("limitsRedis") ? "limits-redis" : property);
    }

    @ParameterizedTest
    @CsvSource({
        "camel.server.port, 99999",
        "camel.server.port, -1",
        "camel.server.port, http",
        "camel.server.maxBodySize, 0",
        "gateway.management-port, 70000",
        "gateway.max-requests, 0",
        "gateway.threads, 0",
        "gateway.request-timeout, 0",
        "gateway.keep-alive-timeout, -1",
        "gateway.write-timeout, 0",
        "gateway.drain-delay, -1",
        "gateway.drain-timeout, 1s",
        "gateway.limits-timeout, 0",
        "gateway.reload, ja",
        "gateway.allow-anonymous, maybe",
        "gateway.access-log, some",
        "gateway.traces, 1",
        "openai.unknown-model, other",
        "openai.max-messages, 0",
        "triton.connect-timeout, 0",
        "triton.connect-timeout, -1",
        "triton.first-byte-timeout, -1",
        "triton.idle-timeout, 0",
        "triton.total-timeout, -1",
        "triton.idle-connection, 0",
        "triton.connection-age, -1",
        "gateway.sse-heartbeat, -1",
        "gateway.cors-origins, nonsense",
        "openai.strict-limits, yes",
        "simulator.enabled, on",
        "openai.max-tokens, -5",
        "openai.temperature, NaN",
        "openai.top-p, 7",
        "triton.dialect, llama",
        "triton.upstream, all",
        "openai.control-tokens, drop"
    })
    void soIsASetting(String key, String value, Gateways gateways) {
        assertThatThrownBy(() -> gateways.start("http://127.0.0.1:1", key, value))
                .hasStackTraceContaining(value);
    }

    @Test
    void aDefinitionWithoutAnInitMethodStartsWithItsContext(Gateways gateways) throws IOException {
        copyRoutes();
        Path file = routes.resolve(FILE);
        Files.writeString(file, Files.readString(file).replace("      initMethod: start\n", ""));
        TritonSimulator triton = gateways.simulator();
        GatewayServer gateway =
                gateways.start(triton, "camel.main.routes-include-pattern", "file:" + routes + "/*.yaml");
        assertThat(gateway.chat(GatewayServer.request("hi", "")).statusCode()).isEqualTo(200);
    }

    private void copyRoutes() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, routes.resolve(file.getFileName()));
            }
        }
    }

    /** What a gateway with these routes says at its start. */
    private String mistake() {
        Main main = Gateway.create();
        main.addOverrideProperty("camel.server.port", "0");
        main.addOverrideProperty("simulator.enabled", "false");
        main.addOverrideProperty("triton.llama-8b.url", "http://127.0.0.1:1");
        main.addOverrideProperty("triton.llama-70b.url", "http://127.0.0.1:1");
        main.addOverrideProperty("camel.main.routes-include-pattern", "file:" + routes + "/*.yaml");
        try {
            Throwable thrown = catchThrowable(main::start);
            assertThat(thrown).as("it has started").isNotNull();
            return RouteReload.mistake(main, thrown);
        } finally {
            main.getCamelContext().stop();
        }
    }
}
