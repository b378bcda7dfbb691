package io.openaitriton.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A scripted text is sent in the form of the model's backend. */
class ScriptedTextTest {
    private static TritonSimulator simulator;

    @BeforeAll
    static void start() {
        simulator = TritonSimulator.start(
                "vllm",
                "ensemble=tensorrt-llm",
                "bls=tensorrt-llm-bls+accumulate",
                "api=tensorrt-llm-api",
                "plain=generic+outputs");
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource({
        "vllm, 'stream', 'exclude_input_in_output'",
        "ensemble, 'stream', 'exclude_input_in_output'",
        "bls, 'stream', 'exclude_input_in_output'",
        "api, 'streaming', 'sampling_param_exclude_input_from_output'",
        "plain, 'stream', 'exclude'"
    })
    void theTextComesWholeAndInTokens(String model, String stream, String exclude) {
        String body = "{'text_input':'Where?','" + exclude + "':true"
                + (model.equals("ensemble") || model.equals("bls") ? ",'max_tokens':20" : "");
        simulator.enqueue(ScriptedReply.text("In Paris, France."));
        assertThat(text(Exchange.generate(simulator, model, body + "}").body())).isEqualTo("In Paris, France.");

        simulator.enqueue(ScriptedReply.text("In Paris, France."));
        Exchange streamed = Exchange.stream(simulator, model, body + ",'" + stream + "':true}");
        assertThat(streamed.bodies()).hasSize(4);
        boolean sofar = model.equals("bls") || model.equals("api");
        assertThat(streamed.bodies().stream().map(ScriptedTextTest::text))
                .containsExactly(
                        "In",
                        sofar ? "In Paris," : " Paris,",
                        sofar ? "In Paris, France." : " France.",
                        sofar ? "In Paris, France." : "");
    }

    @Test
    void aScriptedTextEndsAtTheRequestsLimits() {
        simulator.enqueue(ScriptedReply.text("In Paris, France."));
        Exchange answer = Exchange.generate(
                simulator,
                "vllm",
                "{'text_input':'Hi','exclude_input_in_output':true,'return_finish_reason':true,'max_tokens':2}");
        assertThat(text(answer.body())).isEqualTo("In Paris,");
        assertThat(answer.body().path("finish_reason").asText()).isEqualTo("length");
    }

    @Test
    void everyAnswerOfARequestHasTheScriptedText() {
        simulator.enqueue(ScriptedReply.text("Yes."));
        Exchange answer = Exchange.generate(
                simulator, "vllm", "{'text_input':'Hi','exclude_input_in_output':true,'n':2,'temperature':1.0}");
        assertThat(answer.body().path("text_output"))
                .extracting(JsonNode::asText)
                .containsExactly("Yes.", "Yes.");
    }

    @Test
    void aRefusedRequestUsesUpTheScriptedText() {
        simulator.enqueue(ScriptedReply.text("Never said."));
        assertThat(Exchange.generate(simulator, "vllm", "{'text_input':''}").error())
                .contains("The decoder prompt cannot be empty");
        assertThat(text(Exchange.generate(simulator, "vllm", "{'text_input':'Hi','max_tokens':40}")
                        .body()))
                .contains("vllm (simulated) was asked: \"Hi\"");
    }

    private static String text(JsonNode response) {
        return response.has("outputs")
                ? response.path("outputs").path(0).path("data").path(0).asText()
                : response.path("text_output").asText();
    }
}
