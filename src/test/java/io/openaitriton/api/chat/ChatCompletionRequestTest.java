package io.openaitriton.api.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.JsonFields;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatCompletionRequestTest {
    /** A value of each field as a client writes it. */
    private static final Map<String, String> VALUES = Map.ofEntries(
            Map.entry("user", "\"u-1\""),
            Map.entry("prompt_cache_key", "\"k-1\""),
            Map.entry("model", "\"llama-3-8b\""),
            Map.entry("messages", "[{\"role\":\"user\",\"content\":\"hi\"}]"),
            Map.entry("stream", "true"),
            Map.entry("stream_options", "{\"include_usage\":true}"),
            Map.entry("temperature", "0.7"),
            Map.entry("top_p", "0.95"),
            Map.entry("max_tokens", "100"),
            Map.entry("max_completion_tokens", "100"),
            Map.entry("stop", "\"END\""),
            Map.entry("seed", "-42"),
            Map.entry("n", "2"),
            Map.entry("presence_penalty", "1.5"),
            Map.entry("frequency_penalty", "-1.5"),
            Map.entry("logit_bias", "{\"50256\":-100}"),
            Map.entry("logprobs", "true"),
            Map.entry("top_logprobs", "5"),
            Map.entry("response_format", "{\"type\":\"json_object\"}"),
            Map.entry("tools", "[{\"type\":\"function\"}]"),
            Map.entry("tool_choice", "\"auto\""),
            Map.entry("parallel_tool_calls", "false"),
            Map.entry("include_reasoning", "false"),
            Map.entry("functions", "[{\"name\":\"f\"}]"),
            Map.entry("function_call", "{\"name\":\"f\"}"),
            Map.entry("modalities", "[\"text\"]"),
            Map.entry("audio", "{\"voice\":\"alloy\"}"),
            Map.entry("prediction", "{\"type\":\"content\"}"),
            Map.entry("reasoning_effort", "\"low\""),
            Map.entry("enable_thinking", "true"),
            Map.entry("verbosity", "\"low\""),
            Map.entry("web_search_options", "{\"search_context_size\":\"low\"}"),
            Map.entry("top_k", "40"),
            Map.entry("min_p", "0.1"),
            Map.entry("repetition_penalty", "1.1"),
            Map.entry("min_tokens", "3"),
            Map.entry("ignore_eos", "true"),
            Map.entry("stop_token_ids", "[1,2]"),
            Map.entry("skip_special_tokens", "false"),
            Map.entry("chat_template_kwargs", "{\"enable_thinking\":false}"),
            Map.entry("add_generation_prompt", "false"),
            Map.entry("continue_final_message", "true"),
            Map.entry("documents", "[{\"title\":\"t\"}]"),
            Map.entry("lora_name", "\"alpha\""),
            Map.entry("best_of", "2"),
            Map.entry("use_beam_search", "true"),
            Map.entry("length_penalty", "1.1"),
            Map.entry("bad_words", "[\"x\"]"),
            Map.entry("allowed_token_ids", "[1]"),
            Map.entry("include_stop_str_in_output", "true"),
            Map.entry("spaces_between_special_tokens", "false"),
            Map.entry("truncate_prompt_tokens", "10"),
            Map.entry("prompt_logprobs", "1"),
            Map.entry("echo", "true"),
            Map.entry("add_special_tokens", "true"),
            Map.entry("chat_template", "\"{{ x }}\""),
            Map.entry("mm_processor_kwargs", "{\"a\":1}"),
            Map.entry("structured_outputs", "{\"regex\":\"a+\"}"),
            Map.entry("guided_json", "{\"type\":\"object\"}"),
            Map.entry("guided_regex", "\"a+\""),
            Map.entry("guided_choice", "[\"a\",\"b\"]"),
            Map.entry("guided_grammar", "\"root ::= \\\"a\\\"\""),
            Map.entry("guided_decoding_backend", "\"xgrammar\""),
            Map.entry("guided_whitespace_pattern", "\"[ ]?\""),
            Map.entry("structural_tag", "{\"a\":1}"),
            Map.entry("logits_processors", "[\"x\"]"),
            Map.entry("thinking_token_budget", "10"),
            Map.entry("return_tokens_as_token_ids", "true"),
            Map.entry("return_token_ids", "true"),
            Map.entry("kv_transfer_params", "{\"a\":1}"),
            Map.entry("vllm_xargs", "{\"a\":1}"));

    static Stream<RecordComponent> fields() {
        return Arrays.stream(ChatCompletionRequest.class.getRecordComponents());
    }

    @ParameterizedTest
    @MethodSource("fields")
    void aFieldIsRead(RecordComponent field) throws Exception {
        assertThat(value(field, "{\"" + JsonFields.name(field) + "\":" + VALUES.get(JsonFields.name(field)) + "}"))
                .isNotNull();
    }

    @ParameterizedTest
    @MethodSource("fields")
    void anAbsentFieldIsNull(RecordComponent field) throws Exception {
        assertThat(value(field, "{}")).isNull();
    }

    @ParameterizedTest
    @MethodSource("fields")
    void aFieldThatIsNullIsNullOrJsonNull(RecordComponent field) throws Exception {
        Object value = value(field, "{\"" + JsonFields.name(field) + "\":null}");
        assertThat(value == null || value.toString().equals("null")).isTrue();
    }

    @ParameterizedTest
    @MethodSource("fields")
    void anUnknownNeighbourIsIgnored(RecordComponent field) throws Exception {
        String json = "{\"x_unknown\":{\"a\":[1]},\"" + JsonFields.name(field) + "\":"
                + VALUES.get(JsonFields.name(field)) + ",\"y\":1}";
        assertThat(value(field, json)).isNotNull();
    }

    @Test
    void contentIsAStringOrAListOrNull() throws Exception {
        ChatCompletionRequest request = read("""
                {"messages":[{"role":"user","content":"hi"},
                             {"role":"user","content":[{"type":"text","text":"a","cache_control":{}}]},
                             {"role":"assistant","content":null},
                             {"role":"assistant"}]}
                """);
        assertThat(request.messages())
                .extracting(ChatMessage::content)
                .containsExactly(
                        MessageContent.of("hi"), MessageContent.of(List.of(new ContentPart("text", "a"))), null, null);
    }

    @Test
    void stopIsAStringOrAList() throws Exception {
        assertThat(read("{\"stop\":\"a\"}").stop()).containsExactly("a");
        assertThat(read("{\"stop\":[\"a\",\"b\"]}").stop()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"temperature\":\"0.7\"}",
                "{\"max_tokens\":1.5}",
                "{\"max_tokens\":\"5\"}",
                "{\"stream\":\"true\"}",
                "{\"stream\":1}",
                "{\"model\":8}",
                "{\"stop\":[1]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":3}]}",
                "{\"messages\":{}}"
            })
    void noTypeIsBentIntoAnother(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(
                        MismatchedInputException.class,
                        e -> assertThat(e.getPath()).isNotEmpty());
    }

    private static ChatCompletionRequest read(String json) throws Exception {
        return OpenAiJson.mapper().readValue(json, ChatCompletionRequest.class);
    }

    private static Object value(RecordComponent field, String json) throws Exception {
        return field.getAccessor().invoke(read(json));
    }
}
