package io.openaitriton.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.real.OnTriton.Answer;
import io.openaitriton.real.OnTriton.Mark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers from models on a real Triton server, whole and streamed. */
class AnswersOnTritonTest {
    private static final String TEXT = "Zwölf 😀 naïve words, \\\"quoted\\\" \\\\ and 日本 done.";
    private static final String SAID = "Zwölf 😀 naïve words, \"quoted\" \\ and 日本 done.";
    private static final int TOKENS = 9;

    @RegisterExtension
    private static final OnTriton HERE = OnTriton.shared();

    @EachModel({"vllm", "ensemble", "tensorrt_llm_bls", "tensorrt_llm_bls_accumulate", "tensorrt_llm", "generic"})
    void aTextComesBackAsTheModelWroteIt(String model, boolean streamed) throws IOException {
        Mark mark = HERE.mark();
        Answer answer = HERE.ask(model, "{\"text\":\"" + TEXT + "\"}", streamed, "");
        assertThat(answer.error()).isNull();
        assertThat(answer.texts()).containsExactly(SAID);
        assertThat(answer.reasons()).containsExactly("stop");
        assertThat(answer.done()).isEqualTo(streamed);
        HERE.counted(mark, 1, Map.of("finished", 1), Map.of("success", 1));
    }

    @EachModel({"vllm", "ensemble", "tensorrt_llm_bls", "tensorrt_llm_bls_accumulate"})
    void usageIsWhatTheModelCounted(String model, boolean streamed) throws IOException {
        Mark mark = HERE.mark();
        Answer answer = HERE.ask(model, "{\"text\":\"" + TEXT + "\"}", streamed, "");
        HERE.counted(mark, 1, Map.of("finished", 1), Map.of("success", 1));
        String prompt = HERE.triton()
                .requests(mark.journal())
                .get(0)
                .at("/tensors/text_input/0")
                .asText();
        int promptTokens = prompt.split(" ").length;
        assertThat(answer.usage().get("completion_tokens").asInt()).isEqualTo(TOKENS);
        assertThat(answer.usage().get("prompt_tokens").asInt()).isEqualTo(promptTokens);
        assertThat(answer.usage().get("total_tokens").asInt()).isEqualTo(promptTokens + TOKENS);
    }

    /** Its tokens are bytes, and the model's are words: only the tokenizer can have counted. */
    @EachModel({"counted-tensorrt_llm", "counted-generic"})
    void theTokenizerCountsWhatTheModelDoesNot(String model, boolean streamed) throws IOException {
        Mark mark = HERE.mark();
        Answer whole = HERE.ask(model, "{\"text\":\"naïve 😀\"}", streamed, "\"max_tokens\":100");
        HERE.counted(mark, 1, Map.of("finished", 1), Map.of("success", 1));
        String prompt = HERE.triton()
                .requests(mark.journal())
                .get(0)
                .at("/tensors/text_input/0")
                .asText();
        assertThat(whole.usage().get("prompt_tokens").asInt())
                .isEqualTo(prompt.getBytes(StandardCharsets.UTF_8).length);
        assertThat(whole.usage().get("completion_tokens").asInt()).isEqualTo(11);
        assertThat(whole.reasons()).containsExactly("stop");
    }

    /** A model that gives no finish reason. */
    @ParameterizedTest(name = "streamed: {0}")
    @ValueSource(booleans = {false, true})
    void theTokenizerSaysThatAnAnswerWasCut(boolean streamed) throws IOException {
        Answer cut = HERE.ask("counted-generic", "{\"text\":\"a b c d e f\"}", streamed, "\"max_tokens\":3");
        assertThat(cut.texts()).containsExactly("a b c ");
        assertThat(cut.reasons()).containsExactly("length");
    }

    @ParameterizedTest(name = "streamed: {0}")
    @ValueSource(booleans = {false, true})
    void aPromptBeforeTheTextIsCutOff(boolean streamed) throws IOException {
        Answer answer = HERE.ask("generic", "{\"text\":\"a b\",\"echo\":true}", streamed, "");
        assertThat(answer.texts()).containsExactly("a b");
    }

    @ParameterizedTest(name = "streamed: {0}")
    @ValueSource(booleans = {false, true})
    void logProbabilitiesAreThoseOfTheModel(boolean streamed) throws IOException {
        String request = GatewayServer.request(
                "<<{\"text\":\"so 😀 is\"}>>", "\"model\":\"vllm\",\"logprobs\":true,\"stream\":" + streamed);
        List<String> tokens = new ArrayList<>();
        for (String part : HERE.gateway().chat(request).body().split("\n\n")) {
            String event = part.replaceFirst("^data: ", "");
            if (event.startsWith("{")) {
                for (JsonNode token : OpenAiJson.mapper()
                        .readTree(event)
                        .at("/choices/0/logprobs")
                        .path("content")) {
                    tokens.add(token.get("token").asText());
                    assertThat(token.get("logprob").asDouble()).isEqualTo(-0.5);
                }
            }
        }
        assertThat(tokens).containsExactly("so ", "😀 ", "is");
    }

    @EachModel({"vllm", "ensemble", "tensorrt_llm_bls", "tensorrt_llm"})
    void anAnswerCutByItsLengthSaysSo(String model, boolean streamed) throws IOException {
        Answer answer = HERE.ask(model, "{\"text\":\"" + TEXT + "\"}", streamed, "\"max_tokens\":3");
        assertThat(answer.texts()).containsExactly("Zwölf 😀 naïve ");
        assertThat(answer.reasons()).containsExactly("length");
    }

    @EachModel
    void aTextEndsBeforeItsStopString(String model, boolean streamed) throws IOException {
        Answer answer = HERE.ask(model, "{\"text\":\"" + TEXT + "\"}", streamed, "\"stop\":[\"ords, \",\"never\"]");
        assertThat(answer.texts()).containsExactly("Zwölf 😀 naïve w");
        assertThat(answer.reasons()).containsExactly("stop");
    }

    @ParameterizedTest(name = "streamed: {0}")
    @ValueSource(booleans = {false, true})
    void severalChoicesKeepTheirOrder(boolean streamed) throws IOException {
        Answer answer = HERE.ask("vllm", "{\"text\":\"one two\"}", streamed, "\"n\":3");
        assertThat(answer.texts()).containsExactly("one two", "one two", "one two");
        assertThat(answer.reasons()).containsExactly("stop", "stop", "stop");
        assertThat(answer.usage().get("completion_tokens").asInt()).isEqualTo(6);
    }

    @Test
    void aListOfPromptsIsACallForEach() throws IOException {
        Mark mark = HERE.mark();
        Answer answer = HERE.complete(
                "{\"model\":\"vllm\",\"prompt\":[\"a <<{\\\"text\\\":\\\"first one\\\"}>>\",\"b <<{\\\"text\\\":\\\"second\\\"}>>\"]}",
                false);
        assertThat(answer.texts()).containsExactly("first one", "second");
        HERE.counted(mark, 2, Map.of("finished", 2), Map.of("success", 1));
        assertThat(answer.usage().get("completion_tokens").asInt()).isEqualTo(3);
    }

    /** Triton decodes nothing in a path. */
    @ParameterizedTest(name = "{0}, streamed: {1}")
    @CsvSource(
            delimiter = '|',
            value = {"model~x|false", "model~x|true", "a.b_c+d@1,2|false", "a.b_c+d@1,2|true"})
    void aModelIsFoundByAnyName(String name, boolean streamed) throws IOException {
        Answer answer = HERE.ask(name, "{\"text\":\"here I am\"}", streamed, "");
        assertThat(answer.error()).isNull();
        assertThat(answer.texts()).containsExactly("here I am");
    }

    @ParameterizedTest(name = "streamed: {0}")
    @ValueSource(booleans = {false, true})
    void aModelThatIsNotDecoupledIsStreamedAsAWhole(boolean streamed) throws IOException {
        Answer answer = HERE.ask("vllm-whole", "{\"text\":\"all of it\"}", streamed, "");
        assertThat(answer.error()).isNull();
        assertThat(answer.texts()).containsExactly("all of it");
        assertThat(answer.reasons()).containsExactly("stop");
    }
}
