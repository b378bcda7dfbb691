package io.openaitriton.api.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.chat.PromptException;
import io.openaitriton.api.chat.PromptRenderer;
import io.openaitriton.api.chat.RequestContext;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.Generation;
import io.openaitriton.generation.ModelProfile;
import io.openaitriton.generation.SamplingDefaults;
import io.openaitriton.triton.dialect.DialectOptions;
import io.openaitriton.triton.dialect.Dialects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is asked of a model whose chat template refuses what agents send unasked. */
class ResponsesCallTest {
    private static final PromptRenderer STRICT = new PromptRenderer() {
        @Override
        public String render(ChatCompletionRequest request) {
            if (request.reasoningEffort() != null) {
                throw new PromptException("reasoning_effort", "no effort");
            }
            if (request.messages().stream()
                    .skip(1)
                    .anyMatch(message -> message.role().equals("system"))) {
                throw new PromptException("messages", "System message must be at the beginning.");
            }
            return request.messages().stream()
                    .map(message -> message.role() + ":" + message.content().text())
                    .collect(Collectors.joining(" "));
        }

        @Override
        public String generationMarker() {
            return "";
        }
    };

    @Test
    void itGetsNoEffortAndASystemMessageInTheMiddleAsTheUsers() throws Exception {
        Generation generation = read("""
            {"instructions": "i", "reasoning": {"effort": "high"},
             "input": [{"role": "user", "content": "a"}, {"role": "system", "content": "b"}]}\
            """);
        assertThat(generation.prompt().text()).isEqualTo("system:i user:a user:b");
    }

    @Test
    void anAnswerMayBeAsLongAsTheContextAllowsUnlessTheRequestSaysOtherwise() throws Exception {
        assertThat(read("{\"input\": \"a\"}").sampling().maxTokens()).isEqualTo(1 << 20);
        assertThat(read("{\"input\": \"a\", \"max_output_tokens\": 7}")
                        .sampling()
                        .maxTokens())
                .isEqualTo(7);
    }

    @Test
    void hostedToolsAreRefusedWhereTheOperatorWantsIt() {
        assertThatThrownBy(() -> call("{\"input\": \"a\", \"tools\": [{\"type\": \"web_search\"}]}", true))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.param()).isEqualTo("tools[0].type"));
    }

    private static Generation read(String json) throws JsonProcessingException {
        RequestContext context = new RequestContext(
                STRICT,
                new ModelProfile(new SamplingDefaults(0.7, 0.95, 100)),
                Dialects.named("vllm", DialectOptions.DEFAULT));
        return call(json, false).toGeneration(context);
    }

    private static ResponsesCall call(String json, boolean refuseHosted) throws JsonProcessingException {
        return ResponsesCall.of(OpenAiJson.mapper().readValue(json, ResponsesRequest.class), 100, false, refuseHosted);
    }
}
