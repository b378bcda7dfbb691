package io.openaitriton.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.cli.IssuedKeys;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.ManagementPort;
import io.openaitriton.junit.TwoTritons;
import io.openaitriton.simulator.RawConnection;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The data of the page, and who gets it. {@code .ci/page} uses it in a browser. */
@ExtendWith(GatewayExtension.class)
class PageTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String SMALL = "Meta-Llama-3.1-8B-Instruct";

    @TempDir
    private static Path folder;

    private static GatewayServer page;
    private static GatewayServer without;
    private static GatewayServer keyed;
    private static IssuedKeys keys;

    @BeforeAll
    static void start(Gateways gateways) {
        TritonSimulator triton = gateways.triton();
        page = gateways.start(triton, "gateway.page", "true");
        without = gateways.shared();
        keys = IssuedKeys.in(folder).add("all").add("small", List.of(SMALL), null, null, null);
        keyed = gateways.start(
                triton, "gateway.page", "true", "gateway.keys", keys.file().toString());
    }

    @Test
    void withoutTheSettingThereIsNoPage() {
        for (String path : new String[] {"/", "/page/main.js", "/page/api/state"}) {
            HttpResponse<String> answer = without.get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(answer.body()).as(path).contains("unknown_url");
        }
    }

    @Test
    void everyFileThatThePageNamesIsThere() throws IOException {
        String index = page.get("/").body();
        List<String> named = Pattern.compile("(?:src|href)=\"(page/[^\"]+)\"")
                .matcher(index)
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(named).contains("page/main.js", "page/page.css", "page/preact.js");
        for (String file : named) {
            assertThat(page.get("/" + file).statusCode()).as(file).isEqualTo(200);
        }
        try (Stream<Path> own = Files.list(Path.of("src/main/resources/openai-triton/page"))) {
            for (Path script :
                    own.filter(file -> file.toString().endsWith(".js")).toList()) {
                assertThat(page.get("/page/" + script.getFileName()).body()).isEqualTo(Files.readString(script));
            }
        }
    }

    @Test
    void onlyTheFilesOfThePageMayRun() {
        HttpResponse<String> answer = page.get("/");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(answer.headers().allValues("Content-Security-Policy"))
                .singleElement()
                .asString()
                .contains("default-src 'none'; script-src 'self'; style-src 'self';", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        // no inline script or style, which the policy would not let run
        assertThat(answer.body()).doesNotContainPattern("<script[^>]*>[^<]|<style| style=| on[a-z]+=");
    }

    @Test
    void aCachedFileIsNotSentAgain() {
        HttpResponse<String> first = page.get("/page/main.js");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        assertThat(first.headers().allValues("Cache-Control")).containsExactly("no-cache");
        HttpResponse<String> again = page.send(
                HttpRequest.newBuilder(page.uri("/page/main.js"))
                        .header("If-None-Match", tag)
                        .build(),
                BodyHandlers.ofString());
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/page/../application.properties",
                "/page/..%2fdefaults.properties",
                "/page/%2e%2e/defaults.properties",
                "/page/lib",
                "/page/lib%2fpreact-LICENSE",
                "/page/index.html%00.js",
                "/page/nothing.js?file=main.js/.."
            })
    void noOtherFileCanBeHad(String path) throws Exception {
        try (RawConnection connection = new RawConnection(page.port(), 0)) {
            connection.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(connection.untilClosed()).startsWith("HTTP/1.1 4");
        }
    }

    @Test
    void theStateHasTheModelsAndTheLastRequestsWithoutTheirContent() throws Exception {
        String secret = "nobody may read this";
        page.chat(GatewayServer.request(secret, "\"stream\":true,\"stream_options\":{\"include_usage\":true}"));
        await().atMost(SOON).untilAsserted(() -> {
            JsonNode state = state(page, null);
            JsonNode model = state.get("models").get(1);
            assertThat(model.at("/model/id").textValue()).isEqualTo(SMALL);
            assertThat(model.at("/model/template").textValue()).isEqualTo("llama-3.1");
            assertThat(model.at("/model/toolFormat").textValue()).isEqualTo("llama3_json");
            assertThat(model.at("/model/controlTokens").findValuesAsText("text"))
                    .contains("<|eot_id|>");
            assertThat(model.at("/replicas/0/ready").booleanValue()).isTrue();
            assertThat(model.at("/replicas/0/dialect").textValue()).isEqualTo("vllm");
            JsonNode last = state.at("/requests/last/0");
            assertThat(last.get("model").textValue()).isEqualTo(SMALL);
            assertThat(last.get("outcome").textValue()).isEqualTo("success");
            assertThat(last.get("firstTokenMillis").doubleValue()).isPositive();
            assertThat(last.get("completionTokens").longValue()).isPositive();
            assertThat(state.at("/requests/points").size()).isEqualTo(RecentRequests.POINTS);
            assertThat(state.toString()).doesNotContain(secret);
        });
    }

    @Test
    void theDiagramIsThatOfTheRunningRoutesWithNumbersOnItsArrows() throws Exception {
        page.chat(GatewayServer.request("hi", "\"model\":\"70b\""));
        JsonNode routes =
                OpenAiJson.mapper().readTree(page.get("/page/api/routes").body());
        assertThat(routes.get("routes").findValuesAsText("id")).contains("openai-router", "triton-llama-70b");
        JsonNode numbers = state(page, null).get("numbers");
        for (JsonNode line : routes.get("lines")) {
            if (line.get("to").textValue().equals("openai-chat")
                    && line.get("from").textValue().equals("openai-http-chat-completions")) {
                assertThat(numbers.get(line.get("key").textValue()).get("total").longValue())
                        .isPositive();
            }
        }
        assertThat(numbers.fieldNames())
                .toIterable()
                .contains("client > POST /v1/chat/completions", "openai-router > triton-llama-70b");
        JsonNode router = null;
        for (JsonNode route : routes.get("routes")) {
            router = route.get("id").textValue().equals("openai-router") ? route : router;
        }
        assertThat(router.get("file").textValue()).isEqualTo("openai-router.camel.yaml");
        JsonNode inside = OpenAiJson.mapper()
                .readTree(page.get("/page/api/route?id=openai-router").body());
        assertThat(inside.get("yaml").textValue())
                .startsWith("- route:\n    id: openai-router\n")
                .doesNotContain("onException");
        assertThat(inside.at("/steps/0/text").textValue()).isEqualTo("openaiModels.find");
        assertThat(inside.at("/steps/0/yaml").textValue()).contains("method: find");
        assertThat(inside.at("/steps/1/steps/0/steps/0/to").textValue()).isEqualTo("triton-llama-70b");
        assertThat(page.get("/page/api/route?id=nothing").statusCode()).isEqualTo(404);
        assertThat(page.get("/page/api/route").statusCode()).isEqualTo(404);
        assertThat(page.get("/page/api/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void theYamlOfAModelHasItsTemplatesParametersAndNoValuesOfSettings() throws Exception {
        String yaml = OpenAiJson.mapper()
                .readTree(page.get("/page/api/route?id=triton-llama-8b").body())
                .get("yaml")
                .textValue();
        assertThat(yaml).contains("ref: \"llama-8b\"", "{{triton.llama-8b.url}}/v2/models/" + SMALL);
    }

    @Test
    void thePageOfAnotherSiteReadsNothing() throws Exception {
        assertThat(raw("Host: localhost:1\r\nOrigin: http://localhost:1")).startsWith("HTTP/1.1 200");
        assertThat(raw("Host: 127.0.0.1\r\nSec-Fetch-Site: same-origin")).startsWith("HTTP/1.1 200");
        assertThat(raw("Host: [::1]:8080")).startsWith("HTTP/1.1 200");
        assertThat(raw("Host: localhost\r\nOrigin: http://evil.example")).startsWith("HTTP/1.1 403");
        assertThat(raw("Host: localhost\r\nOrigin: null")).startsWith("HTTP/1.1 403");
        assertThat(raw("Host: localhost\r\nSec-Fetch-Site: cross-site")).startsWith("HTTP/1.1 403");
        assertThat(raw("Host: localhost\r\nSec-Fetch-Site: same-site")).startsWith("HTTP/1.1 403");
        // DNS rebinding: the browser takes the other site for this one
        assertThat(raw("Host: evil.example:8080\r\nOrigin: http://evil.example:8080\r\nSec-Fetch-Site: same-origin"))
                .startsWith("HTTP/1.1 403");
        assertThat(raw("Host: localhost.evil.example")).startsWith("HTTP/1.1 403");
    }

    private static String raw(String headers) throws Exception {
        try (RawConnection connection = new RawConnection(page.port(), 0)) {
            connection.send("GET /page/api/state HTTP/1.1\r\nConnection: close\r\n" + headers + "\r\n\r\n");
            return connection.untilClosed();
        }
    }

    @Test
    void withKeysThePageIsPublicAndItsDataIsNot() throws Exception {
        assertThat(keyed.get("/").statusCode()).isEqualTo(200);
        assertThat(keyed.get("/page/main.js").statusCode()).isEqualTo(200);
        for (String path : new String[] {"/page/api/state", "/page/api/routes", "/page/", "/v1/models"}) {
            assertThat(keyed.get(path).statusCode()).as(path).isEqualTo(401);
        }
        assertThat(state(keyed, "all").get("models").findValuesAsText("id")).hasSize(2);
        assertThat(state(keyed, "small").get("models").findValuesAsText("id")).containsExactly(SMALL);
    }

    @Test
    void withAManagementPortThePageIsThereAndNowhereElse(Gateways gateways) throws Exception {
        ManagementPort management = ManagementPort.free();
        GatewayServer gateway = gateways.start(
                gateways.triton(),
                management.settings(
                        "gateway.page", "true", "gateway.keys", keys.file().toString()));
        assertThat(management.get("/").body()).contains("page/main.js");
        assertThat(management.get("/page/api/state").statusCode()).isEqualTo(401);
        assertThat(management.get("/v1/models").statusCode()).isEqualTo(404);
        assertThat(management.get("/health/live").statusCode()).isEqualTo(200);
        String at = "http://127.0.0.1:" + management.port();
        HttpResponse<String> answer = ask(at + "/v1/chat/completions", "all");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(ask(at + "/v1/chat/completions", null).statusCode()).isEqualTo(401);
        JsonNode state =
                OpenAiJson.mapper().readTree(get(at + "/page/api/state", "all").body());
        assertThat(state.at("/address/port").intValue()).isEqualTo(gateway.port());
        assertThat(state.at("/address/managed").booleanValue()).isTrue();
        assertThat(state.at("/requests/last/0/route").textValue()).isEqualTo("/v1/chat/completions");
        for (String path : new String[] {"/", "/page/main.js", "/page/api/state"}) {
            assertThat(get(gateway.url() + path, null).statusCode()).as(path).isEqualTo(401);
            assertThat(get(gateway.url() + path, "all").statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void replicasHaveTheirBreakersAndFailedCallsAreCounted(@TempDir Path routes, Gateways gateways) throws Exception {
        TwoTritons two = TwoTritons.start(gateways, routes, List.of("gateway.page", "true"));
        two.a.close();
        await().atMost(SOON).untilAsserted(() -> {
            JsonNode model = OpenAiJson.mapper()
                    .readTree(two.management.get("/page/api/state").body())
                    .at("/models/0");
            assertThat(model.at("/model/id").textValue()).contains("70B");
            assertThat(model.at("/replicas/0/ready").booleanValue()).isFalse();
            assertThat(model.at("/replicas/1/ready").booleanValue()).isTrue();
            assertThat(model.at("/replicas/1/breakerOpen").isBoolean()).isTrue();
            assertThat(model.at("/replicas/1/running").intValue()).isZero();
        });
        JsonNode lines = OpenAiJson.mapper()
                .readTree(two.management.get("/page/api/routes").body())
                .get("lines");
        assertThat(lines.findValuesAsText("to")).contains("triton-llama-70b-1", "triton-llama-70b-2", two.b.url());
    }

    private static JsonNode state(GatewayServer gateway, String key) throws Exception {
        HttpResponse<String> answer = get(gateway.url() + "/page/api/state", key);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        return OpenAiJson.mapper().readTree(answer.body());
    }

    private static HttpResponse<String> get(String url, String key) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(url)), key);
    }

    private static HttpResponse<String> ask(String url, String key) throws Exception {
        return send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(GatewayServer.request("hi", ""))),
                key);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, String key) throws Exception {
        if (key != null) {
            request.header("Authorization", "Bearer " + keys.key(key));
        }
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request.timeout(SOON).build(), BodyHandlers.ofString());
    }
}
