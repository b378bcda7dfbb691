package io.openaitriton.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.real.OnTriton.Answer;
import io.openaitriton.real.OnTriton.Mark;
import java.io.IOException;
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

    @ParameterizedTest(name = "{0}, streamed: {1}")
    @CsvSource({
        "vllm, false",
        "vllm, true",
        "ensemble, false",
        "ensemble, true",
        "tensorrt_llm_bls, false",
        "tensorrt_llm_bls, true",
        "tensorrt_llm, false",
        "tensorrt_llm, true",
        "generic, false",
        "generic, true"
    })
    void aTextComesBackAsTheModelWroteIt(String model, boolean streamed) throws IOException {
        Mark mark = HERE.mark();
        Answer answer = HERE.ask(model, "{\"text\":\"" + TEXT + "\"}", streamed, "");
        assertThat(answer.error()).isNull();
        assertThat(answer.texts()).containsExactly(SAID);
        assertThat(answer.reasons()).containsExactly("stop");
        assertThat(answer.done()).isEqualTo(streamed);
        HERE.counted(mark, 1, Map.of("finished", 1), Map.of("success", 1));
    }

    @ParameterizedTest(name = "{0}, streamed: {1}")
    @CsvSource({
        "vllm, false",
        "vllm, true",
        "ensemble, false",
        "ensemble, true",
        "tensorrt_llm_bls, false",
        "tensorrt_llm_bls, true"
    })
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

    @ParameterizedTest(name = "{0}, streamed: {1}")
    @CsvSource({
        "vllm, false",
        "vllm, true",
        "ensemble, false",
        "ensemble, true",
        "tensorrt_llm_bls, false",
        "tensorrt_llm_bls, true",
        "tensorrt_llm, false",
        "tensorrt_llm, true"
    })
    void anAnswerCutByItsLengthSaysSo(String model, boolean streamed) throws IOException {
        Answer answer = HERE.ask(model, "{\"text\":\"" + TEXT + "\"}", streamed, "\"max_tokens\":3");
        assertThat(answer.texts()).containsExactly("Zwölf 😀 naïve ");
        assertThat(answer.reasons()).containsExactly("length");
    }

    @ParameterizedTest(name = "{0}, streamed: {1}")
    @CsvSource({
        "vllm, false",
        "vllm, true",
        "ensemble, false",
        "ensemble, true",
        "tensorrt_llm_bls, false",
        "tensorrt_llm_bls, true",
        "tensorrt_llm, false",
        "tensorrt_llm, true",
        "generic, false",
        "generic, true"
    })
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
    @ParameterizedTest(name = "streamed: {0}")
    @ValueSource(booleans = {false, true})
    void aModelWithATildeInItsNameIsFound(boolean streamed) throws IOException {
        Answer answer = HERE.ask("model~x", "{\"text\":\"here I am\"}", streamed, "");
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
