package io.openaitriton.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.real.OnTriton.Answer;
import io.openaitriton.real.OnTriton.Mark;
import io.openaitriton.triton.dialect.MappingRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /v1/completions} before a real Triton server, as the section on plain prompts in docs/mapping.md says. */
class PlainPromptsOnTritonTest {
    /** Rows that are another field, or refused, in a request with a plain prompt. */
    private static final Set<String> OF_A_CHAT =
            Set.of("messages (images)", "stream", "logprobs", "top_logprobs", "echo");

    @RegisterExtension
    private static final OnTriton HERE = OnTriton.shared();

    @EachModel
    void aPlainPromptIsMappedAsAChat(String model, boolean streamed) throws IOException {
        SoftAssertions all = new SoftAssertions();
        for (MappingRows.Row row : MappingRows.all()) {
            if (OF_A_CHAT.contains(row.name())) {
                continue;
            }
            String request = "{\"model\":\"" + model + "\",\"stream\":" + streamed + "," + row.fields() + ",";
            List<Object> chat =
                    got("/v1/chat/completions", request + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
            List<Object> plain = got("/v1/completions", request + "\"prompt\":\"Hello\"}");
            all.assertThat(plain).as(row.name()).isEqualTo(chat);
        }
        all.assertAll();
    }

    /** The status, and the inputs that a model got, without a seed that the gateway has drawn. */
    private static List<Object> got(String path, String json) throws IOException {
        long mark = HERE.triton().mark();
        List<Object> got = new ArrayList<>();
        try (RawCall call = RawCall.post(HERE.gateway().port(), path, json)) {
            got.add(call.answer().status());
        }
        for (JsonNode call : HERE.triton().requests(mark)) {
            Map<String, JsonNode> inputs = MappedValues.inputs(call);
            if (!json.contains("\"seed\"")) {
                inputs.keySet().removeAll(Set.of("seed", "sampling_param_seed"));
            }
            got.add(inputs);
        }
        return got;
    }

    @ParameterizedTest(name = "streamed: {0}")
    @ValueSource(booleans = {false, true})
    void theChoicesOfEachPromptFollowThoseOfTheOneBefore(boolean streamed) throws IOException {
        Mark mark = HERE.mark();
        Answer answer = complete(
                "vllm",
                "[\"a <<{\\\"text\\\":\\\"first one\\\"}>>\",\"b <<{\\\"text\\\":\\\"second\\\"}>>\"]",
                streamed,
                ",\"n\":2");
        assertThat(answer.texts()).containsExactly("first one", "first one", "second", "second");
        assertThat(answer.reasons()).containsExactly("stop", "stop", "stop", "stop");
        assertThat(answer.usage().get("completion_tokens").asInt()).isEqualTo(6);
        assertThat(answer.done()).isEqualTo(streamed);
        HERE.counted(mark, 2, Map.of("finished", 2), Map.of("success", 1));
    }

    @ParameterizedTest(name = "streamed: {0}")
    @ValueSource(booleans = {false, true})
    void onePromptThatFailsFailsTheRequest(boolean streamed) throws IOException {
        Answer answer = complete(
                "vllm",
                "[\"<<{\\\"text\\\":\\\"first one\\\"}>>\","
                        + "\"<<{\\\"text\\\":\\\"a b c\\\",\\\"delay\\\":100,\\\"error\\\":\\\"CUDA out of memory\\\",\\\"fail_after\\\":"
                        + (streamed ? 1 : 0) + "}>>\"]",
                streamed,
                "");
        assertThat(answer.status()).isEqualTo(streamed ? 200 : 502);
        assertThat(answer.error().get("message").asText()).contains("CUDA out of memory");
        assertThat(answer.done()).isFalse();
    }

    @EachModel
    void withEchoThePromptComesBeforeTheText(String model, boolean streamed) throws IOException {
        String prompt = "Say <<{\"text\":\"so it is\"}>>";
        Answer answer = complete(model, OpenAiJson.mapper().writeValueAsString(prompt), streamed, ",\"echo\":true");
        assertThat(answer.error()).isNull();
        assertThat(answer.texts()).containsExactly(prompt + "so it is");
    }

    @ParameterizedTest(name = "streamed: {0}")
    @ValueSource(booleans = {false, true})
    void logProbabilitiesHaveTheOlderShape(boolean streamed) throws IOException {
        String json = "{\"model\":\"vllm\",\"stream\":" + streamed
                + ",\"logprobs\":1,\"prompt\":\"<<{\\\"text\\\":\\\"so 😀 is\\\"}>>\"}";
        List<String> tokens = new ArrayList<>();
        List<Integer> offsets = new ArrayList<>();
        try (RawCall call = RawCall.post(HERE.gateway().port(), "/v1/completions", json)) {
            for (String part : call.answer().body().split("\n\n")) {
                String event = part.replaceFirst("^data: ", "");
                if (event.startsWith("{")) {
                    JsonNode logprobs = OpenAiJson.mapper().readTree(event).at("/choices/0/logprobs");
                    logprobs.path("tokens").forEach(token -> tokens.add(token.asText()));
                    logprobs.path("text_offset").forEach(offset -> offsets.add(offset.asInt()));
                }
            }
        }
        assertThat(tokens).containsExactly("so ", "😀 ", "is");
        assertThat(offsets).containsExactly(0, 3, 6);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "suffix | 'suffix':'x'",
                "echo | 'echo':true,'logprobs':1",
                "logprobs | 'logprobs':6",
                "messages | 'messages':[{'role':'user','content':'Hello'}]",
                "tools | 'tools':[{'type':'function','function':{'name':'a'}}]",
                "functions | 'functions':[{'name':'a'}]",
                "documents | 'documents':[{'text':'a'}]",
                "reasoning_effort | 'reasoning_effort':'low'"
            })
    void whatAPlainPromptCannotHaveReachesNoModel(String param, String fields) throws IOException {
        Mark mark = HERE.mark();
        for (boolean streamed : new boolean[] {false, true}) {
            Answer answer = complete("vllm", "\"Hello\"", streamed, "," + fields.replace('\'', '"'));
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.error().get("param").asText()).isEqualTo(param);
        }
        HERE.counted(mark, 0, Map.of(), Map.of("client_error", 2));
    }

    private static Answer complete(String model, String prompt, boolean streamed, String fields) throws IOException {
        String usage = streamed ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}" : "";
        return HERE.complete("{\"model\":\"" + model + "\",\"prompt\":" + prompt + usage + fields + "}", streamed);
    }
}
