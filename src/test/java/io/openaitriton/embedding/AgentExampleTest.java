package io.openaitriton.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The agent of examples/agent, whose tools are Camel routes. */
@ExtendWith(GatewayExtension.class)
class AgentExampleTest {
    private static final String ROUTES = "camel.main.routes-include-pattern";
    private static final String AGENT = "file:routes/*.yaml,file:examples/agent/*.yaml";
    private static final String[] QWEN = {ROUTES, AGENT, "openai.template", "qwen-2.5"};

    private Gateways gateways;
    private TritonSimulator triton;

    @BeforeEach
    void shared(Gateways gateways) {
        this.gateways = gateways;
        this.triton = gateways.triton();
    }

    @Test
    void theSimulatedModelCallsAToolAndQuotesIt() throws Exception {
        GatewayServer gateway = gateways.shared(ROUTES, AGENT);
        assertThat(ask(gateway, "What is the forecast for Paris?").body())
                .startsWith("Meta-Llama-3.1-8B-Instruct (simulated) was told: \"light rain, 14 degrees\"");
        assertThat(ask(gateway, "Hello").body()).contains("was asked: \"Hello\"");
    }

    @Test
    void aQuestionIsAnsweredWithWhatARouteSays() throws Exception {
        GatewayServer gateway = gateways.shared(QWEN);
        scripted(call("forecast", "{\"city\": \"Paris\"}"), "It will rain in Paris.");
        HttpResponse<String> answer = ask(gateway, "Do I need an \"umbrella\" in Paris? \u2602");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
        assertThat(answer.body()).isEqualTo("It will rain in Paris.");
        assertThat(prompt()).contains("Do I need an \\\"umbrella\\\" in Paris? \u2602", "forecast", "now");
        assertThat(prompt()).contains("light rain, 14 degrees");
    }

    @Test
    void severalCallsAreAnsweredInTheirOrder() throws Exception {
        GatewayServer gateway = gateways.shared(QWEN);
        scripted(
                call("forecast", "{\"city\": \"Oslo\"}") + "\n" + call("now", "{}") + "\n"
                        + call("forecast", "{\"city\": \"Lisbon\"}"),
                "Take both.");
        assertThat(ask(gateway, "Coat or hat?").body()).isEqualTo("Take both.");
        prompt();
        assertThat(prompt()).containsSubsequence("snow, -3 degrees", "day 20", "sunny, 24 degrees");
    }

    @Test
    void aRouteThatIsNoToolIsNotRun() throws Exception {
        GatewayServer gateway = gateways.shared(QWEN);
        scripted(call("openai-chat", "{\"messages\": []}"), "Sorry.");
        assertThat(ask(gateway, "Hello").body()).isEqualTo("Sorry.");
        prompt();
        assertThat(prompt()).contains("There is no tool openai-chat. The tools are [forecast, now].");
    }

    @Test
    void theModelLearnsThatAToolFailed(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("tool-broken.camel.yaml"), """
                - beans:
                    - name: broken
                      type: org.apache.camel.util.json.JsonObject
                      properties:
                        definition: '{"type": "function", "function": {"name": "broken"}}'
                - route:
                    from:
                      uri: direct:broken
                      steps:
                        - throwException:
                            exceptionType: java.io.IOException
                            message: the disk is full
                """);
        GatewayServer gateway =
                gateways.start(triton, ROUTES, AGENT + ",file:" + folder + "/*.yaml", "openai.template", "qwen-2.5");
        scripted(call("broken", "{}"), "It is broken.");
        assertThat(ask(gateway, "Hello").body()).isEqualTo("It is broken.");
        prompt();
        assertThat(prompt()).contains("Error: the disk is full");
    }

    @Test
    void afterTheLastRoundTheModelAnswersWithoutTools() throws Exception {
        GatewayServer gateway = gateways.shared(ROUTES, AGENT, "openai.template", "qwen-2.5", "agent.rounds", "2");
        scripted(call("now", "{}"), call("now", "{}"), "It is late.");
        assertThat(ask(gateway, "What time is it?").body()).isEqualTo("It is late.");
        assertThat(prompt()).contains("The date and the time of day");
        assertThat(prompt()).contains("The date and the time of day");
        assertThat(prompt()).doesNotContain("The date and the time of day");
    }

    @Test
    void aFailureOfTheModelIsTheAnswer() {
        GatewayServer gateway = gateways.shared(QWEN);
        triton.enqueue(ScriptedReply.json(400, "{\"error\":\"CUDA out of memory\"}"));
        HttpResponse<String> answer = ask(gateway, "Hello");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.body()).contains("triton_error", "CUDA out of memory");
    }

    @Test
    void anErrorThatAToolHasHandledByItselfIsItsResult(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("tool-other.camel.yaml"), """
                - beans:
                    - name: other
                      type: org.apache.camel.util.json.JsonObject
                      properties:
                        definition: '{"type": "function", "function": {"name": "other"}}'
                - route:
                    from:
                      uri: direct:other
                      steps:
                        - setBody:
                            constant:
                              expression: '{"messages": []}'
                        - to:
                            uri: direct:openai-chat
                """);
        GatewayServer gateway =
                gateways.start(triton, ROUTES, AGENT + ",file:" + folder + "/*.yaml", "openai.template", "qwen-2.5");
        scripted(call("other", "{}") + "\n" + call("forecast", "{\"city\": \"Paris\"}"), "Sorry.");
        assertThat(ask(gateway, "Hello").body()).isEqualTo("Sorry.");
        prompt();
        assertThat(prompt()).containsSubsequence("'messages' is empty", "light rain, 14 degrees");
    }

    @Test
    void theModelLearnsThatArgumentsAreNotJson() throws Exception {
        GatewayServer gateway = gateways.shared(QWEN);
        scripted(call("forecast", "{\"city\": Paris}"), "Sorry.");
        assertThat(ask(gateway, "Hello").body()).isEqualTo("Sorry.");
        prompt();
        assertThat(prompt()).contains("Error: ", "Paris");
    }

    @Test
    void theAgentAsksAnyServerFromAContextOfItsOwn() throws Exception {
        GatewayServer model = gateways.shared("openai.template", "qwen-2.5");
        scripted(call("forecast", "{\"city\": \"Paris\"}"), "It will rain in Paris.");
        try (CamelContext context = new DefaultCamelContext();
                ProducerTemplate template = context.createProducerTemplate()) {
            context.getPropertiesComponent().addOverrideProperty("agent.chat", model.url() + "/v1/chat/completions");
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(
                            PluginHelper.getPackageScanResourceResolver(context)
                                    .findResources("file:examples/agent/*.yaml")
                                    .stream()
                                    .filter(file -> !file.getLocation().contains("agent-http"))
                                    .toList());
            context.start();
            assertThat(template.requestBody("direct:agent", "Do I need an umbrella?", String.class))
                    .isEqualTo("It will rain in Paris.");
        }
        prompt();
        assertThat(prompt()).contains("light rain, 14 degrees");
    }

    private void scripted(String... texts) {
        for (String text : texts) {
            triton.enqueue(ScriptedReply.text(text));
        }
    }

    private static String call(String name, String arguments) {
        return "<tool_call>\n{\"name\": \"" + name + "\", \"arguments\": " + arguments + "}\n</tool_call>";
    }

    /** The prompt of the oldest request to Triton that was not read yet. */
    private String prompt() throws InterruptedException {
        return triton.takeRequest(Duration.ofSeconds(5)).body();
    }

    private static HttpResponse<String> ask(GatewayServer gateway, String question) {
        return gateway.send(
                HttpRequest.newBuilder(gateway.uri("/agent"))
                        .header("Content-Type", "text/plain")
                        .timeout(Duration.ofSeconds(20))
                        .POST(BodyPublishers.ofString(question))
                        .build(),
                BodyHandlers.ofString());
    }
}
