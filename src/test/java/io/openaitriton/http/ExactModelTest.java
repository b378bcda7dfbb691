package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.cli.IssuedKeys;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model answers to its exact id, even if the router has no branch for it, or a branch for another model. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(GatewayExtension.class)
class ExactModelTest {
    private static final String[] IDS = {"my-70b-clone", "tiny", "8b", "Odd.Name", "of-a-template"};

    /** A branch of somebody's own, by the name that the model's route had before. */
    private static final String OWN_BRANCH = """
                        when:
                          - expression:
                              simple:
                                expression: "${exchangeProperty.openaiModel} == 'gpt-4o'"
                            steps:
                              - to:
                                  uri: direct:llama-70b
            """.indent(0);

    private TritonSimulator triton;
    private IssuedKeys keys;
    private GatewayServer gateway;
    private GatewayServer guarded;

    @BeforeAll
    void start(@TempDir Path routes, @TempDir Path folder, Gateways gateways) throws IOException {
        triton = gateways.simulator(SimulatorSettings.defaults()
                .withModels(
                        "Meta-Llama-3.1-8B-Instruct",
                        "Meta-Llama-3.1-70B-Instruct",
                        "my-70b-clone",
                        "tiny=vllm+loras",
                        "8b",
                        "Odd.Name",
                        "of-a-template"));
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, routes.resolve(file.getFileName()));
            }
        }
        String model = Files.readString(Path.of("examples/third-model/llama-3b.camel.yaml"))
                .replaceAll("\\{\\{triton.llama-3b.url[^}]*(\\{\\{[^}]*\\}\\})?\\}\\}", triton.url());
        add(routes, model, "clone", "my-70b-clone");
        add(routes, model.replace("        names:", "        loraSeparator: _lora_\n        names:"), "tiny", "tiny");
        add(routes, model, "named-8b", "8b");
        // the bean has another name than its route
        add(
                routes,
                Files.readString(Path.of("examples/written-out-model/llama-3b.camel.yaml"))
                        .replaceAll("\\{\\{triton.llama-3b.url[^}]*(\\{\\{[^}]*\\}\\})?\\}\\}", triton.url())
                        .replace("triton-llama-3b", "another"),
                "odd",
                "Odd.Name");
        Files.writeString(routes.resolve("template.camel.yaml"), """
                - routeTemplate:
                    id: some-model
                    parameters:
                      - name: bean
                    route:
                      routeConfigurationId: openai-errors
                      from:
                        uri: direct:from-{{bean}}
                        steps:
                          - bean:
                              ref: "{{bean}}"
                              method: begin
                          - bean:
                              ref: "{{bean}}"
                              method: toGenerate
                          - marshal:
                              json:
                                library: Jackson
                                objectMapper: "#openaiJson"
                          - to:
                              uri: "URL/v2/models/of-a-template/generate?httpMethod=POST&httpClientConfigurer=#tritonHttp&httpActivityListener=#tritonHttp&copyHeaders=false&disableStreamCache=true"
                          - bean:
                              ref: "{{bean}}"
                              method: fromAnswer
                - beans:
                    - name: templated
                      type: io.openaitriton.camel.TritonModel
                      initMethod: start
                      properties:
                        model: of-a-template
                        url: "URL"
                        template: llama-3.1
                - templatedRoute:
                    routeTemplateRef: some-model
                    parameters:
                      - name: bean
                        value: templated
                """.replace("URL", triton.url()));
        // nothing can reach it
        Files.writeString(
                routes.resolve("unreachable.camel.yaml"),
                model.substring(0, model.indexOf("- templatedRoute:"))
                        .replace("Llama-3.2-3B-Instruct", "unreachable")
                        .replace("llama-3b", "unreachable"));
        // which of them answers depends on their names alone
        add(routes, model, "z-twin", "tiny");
        Path router = routes.resolve("openai-router.camel.yaml");
        Files.writeString(router, Files.readString(router).replace("            when:\n", OWN_BRANCH));
        keys = IssuedKeys.in(folder).add("clone-only", List.of("my-70b-clone"), null, null, null);
        String pattern = "file:" + routes + "/*.yaml";
        gateway = gateways.start(triton, "camel.main.routes-include-pattern", pattern);
        guarded = gateways.start(
                triton,
                "camel.main.routes-include-pattern",
                pattern,
                "gateway.keys",
                keys.file().toString());
    }

    private static void add(Path routes, String file, String bean, String model) throws IOException {
        Files.writeString(
                routes.resolve(bean + ".camel.yaml"),
                file.replace("Llama-3.2-3B-Instruct", model)
                        .replace("        names: \"*3b*\"\n", "")
                        .replace("llama-3b", bean));
    }

    @Test
    void everyListedModelAnswersToItsOwnId() {
        String listed = gateway.get("/v1/models").body();
        assertThat(listed).doesNotContain("unreachable").containsOnlyOnce("\"tiny\"");
        assertThat(listed).contains(IDS).contains("Meta-Llama-3.1-8B-Instruct", "Meta-Llama-3.1-70B-Instruct");
        for (String id : IDS) {
            assertThat(answering(id, "")).as(id).isEqualTo(id);
        }
        assertThat(answering("Meta-Llama-3.1-8B-Instruct", "")).isEqualTo("Meta-Llama-3.1-8B-Instruct");
        assertThat(answering("Meta-Llama-3.1-70B-Instruct", "")).isEqualTo("Meta-Llama-3.1-70B-Instruct");
    }

    @ParameterizedTest
    @CsvSource({
        "my-70b-clone-2, Meta-Llama-3.1-70B-Instruct",
        "MY-70B-CLONE, Meta-Llama-3.1-70B-Instruct",
        "gpt-4o, Meta-Llama-3.1-70B-Instruct",
        "unreachable, Meta-Llama-3.1-8B-Instruct",
        "tin, Meta-Llama-3.1-8B-Instruct",
        "tiny_lora_, Meta-Llama-3.1-8B-Instruct",
        "llama-8b, Meta-Llama-3.1-8B-Instruct"
    })
    void otherNamesGoWhereTheRouterSends(String asked, String answering) {
        assertThat(answering(asked, "")).isEqualTo(answering);
    }

    @Test
    void anAdapterAfterAnIdBelongsToThatModel() {
        assertThat(answering("tiny_lora_alpha", "")).isEqualTo("tiny");
        assertThat(post(
                                gateway,
                                "/v1/chat/completions/render",
                                GatewayServer.request("hi", "\"model\":\"tiny_lora_alpha\""))
                        .body())
                .contains("alpha");
    }

    @Test
    void streamsPlainPromptsListsAndRenderingsGoThere() {
        assertThat(gateway.chat(GatewayServer.request("hi", "\"model\":\"my-70b-clone\",\"stream\":true"))
                        .body())
                .contains("\"model\":\"my-70b-clone\"");
        assertThat(post(gateway, "/v1/completions", "{\"model\":\"my-70b-clone\",\"prompt\":[\"a\",\"b\"]}")
                        .body())
                .contains("\"model\":\"my-70b-clone\"");
        assertThat(post(
                                gateway,
                                "/v1/chat/completions/render",
                                GatewayServer.request("hi", "\"model\":\"my-70b-clone\""))
                        .body())
                .contains("my-70b-clone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny", "8b", "my-70b-clone-2"})
    void aKeyIsJudgedByTheModelThatAnswers(String other) {
        assertThat(asked("my-70b-clone")).isEqualTo(200);
        assertThat(asked(other)).isEqualTo(403);
    }

    private int asked(String model) {
        HttpRequest request =
                keys.with("clone-only", guarded.post(GatewayServer.request("hi", "\"model\":\"" + model + "\"")));
        return guarded.send(request, BodyHandlers.discarding()).statusCode();
    }

    private String answering(String model, String more) {
        String body = gateway.chat(GatewayServer.request("hi", "\"model\":\"" + model + "\"" + more))
                .body();
        return body.replaceFirst("(?s).*\"model\":\"([^\"]*)\".*", "$1");
    }

    private static HttpResponse<String> post(GatewayServer gateway, String path, String json) {
        return gateway.send(
                HttpRequest.newBuilder(gateway.uri(path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
    }
}
