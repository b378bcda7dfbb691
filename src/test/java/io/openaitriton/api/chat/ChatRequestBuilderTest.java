package io.openaitriton.api.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.openaitriton.api.OpenAiJson;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChatRequestBuilderTest {
    private static final ChatMessage HELLO =
            new ChatMessage("user", MessageContent.of("Hello"), null, null, null, null, null, null, null);

    @Test
    void whatIsBuiltIsWhatIsReadFromTheSameJson() throws Exception {
        JsonNode schema = JsonNodeFactory.instance.objectNode().put("name", "answer");
        JsonNode tool = JsonNodeFactory.instance.objectNode().put("type", "function");
        ChatCompletionRequest built = new ChatRequestBuilder()
                .model("m").messages(List.of(HELLO)).stream(true)
                        .temperature(0.5)
                        .topP(0.9)
                        .topK(40)
                        .maxTokens(7)
                        .stop(List.of("END"))
                        .presencePenalty(0.1)
                        .frequencyPenalty(0.2)
                        .logprobs(true, 3)
                        .responseFormat(new ResponseFormat("json_schema", schema))
                        .tools(List.of(tool))
                        .toolChoice(TextNode.valueOf("auto"))
                        .parallelToolCalls(false)
                        .verbosity("low")
                        .continueFinalMessage(true)
                        .user("u")
                        .promptCacheKey("k")
                        .build();
        String json = """
            {"model": "m", "messages": [{"role": "user", "content": "Hello"}], "stream": true,
             "stream_options": {"include_usage": true}, "temperature": 0.5, "top_p": 0.9, "top_k": 40, "max_tokens": 7,
             "stop": ["END"], "presence_penalty": 0.1, "frequency_penalty": 0.2, "logprobs": true, "top_logprobs": 3,
             "response_format": {"type": "json_schema", "json_schema": {"name": "answer"}}, "tools": [{"type": "function"}],
             "tool_choice": "auto", "parallel_tool_calls": false, "verbosity": "low", "continue_final_message": true,
             "user": "u", "prompt_cache_key": "k"}\
            """;
        assertThat(built).isEqualTo(OpenAiJson.mapper().readValue(json, ChatCompletionRequest.class));
    }

    @Test
    void whatIsNotSetIsAbsent() throws Exception {
        assertThat(new ChatRequestBuilder()
                        .messages(List.of(HELLO)).stream(false).tools(List.of()).build())
                .isEqualTo(OpenAiJson.mapper()
                        .readValue(
                                "{\"stream\": false, \"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}",
                                ChatCompletionRequest.class));
    }
}
