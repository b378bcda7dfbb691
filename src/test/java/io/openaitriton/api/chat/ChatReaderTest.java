package io.openaitriton.api.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openaitriton.generation.ApiException;
import io.openaitriton.output.Requests;
import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.dialect.GenerateCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatReaderTest {
    private static final String APISIX_PROMPT =
            "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\\nYou are a helpful assistant<|eot_id|>\\n"
                    + "<|start_header_id|>user<|end_header_id|>\\nWhat is the capital of France?<|eot_id|>\\n"
                    + "<|start_header_id|>assistant<|end_header_id|>";

    @Test
    void theLuaRoutesRequestIsReproducedByteForByte() {
        String request = """
                {"messages": [{"role": "system", "content": "You are a helpful assistant"},
                              {"role": "user", "content": "What is the capital of France?"}], "temperature": 0.7}
                """;
        assertThat(Requests.json(Requests.call(Requests.parse(request)).request()))
                .isEqualTo("{\"text_input\":\"" + APISIX_PROMPT + "\",\"parameters\":"
                        + "{\"stream\":false,\"temperature\":0.7,\"top_p\":0.95,\"max_tokens\":100}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"temperature\":0 | \"temperature\":0.0",
                "\"top_p\":0.5 | \"top_p\":0.5",
                "\"max_tokens\":7 | \"max_tokens\":7",
                "\"max_completion_tokens\":8 | \"max_tokens\":8",
                "\"max_tokens\":7,\"max_completion_tokens\":8 | \"max_tokens\":8",
                "\"max_completion_tokens\":null,\"max_tokens\":7 | \"max_tokens\":7",
                "\"stop\":\"END\" | \"stop\":\"END\"",
                "\"stop\":[\"END\"] | \"stop\":\"END\"",
                "\"seed\":-5 | \"seed\":-5",
                "\"stream\":true | \"stream\":true"
            })
    void aParameterReachesTriton(String fields, String sent) {
        assertThat(Requests.json(Requests.call(Requests.with(fields)).request()))
                .contains(sent);
    }

    @Test
    void unrequestedFieldsAreNotSent() {
        assertThat(Requests.json(Requests.call(Requests.with("\"stop\":null,\"seed\":null"))
                        .request()))
                .doesNotContain("null", "\"stop\"", "\"seed\"");
    }

    @Test
    void severalStopStringsAreLeftToTheGateway() {
        GenerateCall call = Requests.call(Requests.with("\"stop\":[\"a\",\"b\"]"));
        assertThat(call.stops()).containsExactly("a", "b");
        assertThat(Requests.json(call.request())).doesNotContain("\"stop\"");
    }

    @Test
    void allTurnsAndAllFormsOfContentReachThePrompt() {
        CharSequence prompt = Requests.call(Requests.parse("""
                {"messages":[{"role":"developer","content":"Be brief"},
                             {"role":"user","content":[{"type":"text","text":"one "},{"type":"text","text":"two"}]},
                             {"role":"assistant","content":null},
                             {"role":"assistant","content":"three"},
                             {"role":"user","content":"four","name":"Ann"}]}
                """)).prompt();
        assertThat(prompt)
                .containsSubsequence(
                        "system<|end_header_id|>\nBe brief<",
                        "user<|end_header_id|>\none \ntwo<",
                        "assistant<|end_header_id|>\n<",
                        "assistant<|end_header_id|>\nthree<",
                        "user<|end_header_id|>\nfour<");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"n\":2 | n",
                "\"tools\":[{\"type\":\"function\"}] | tools",
                "\"tool_choice\":\"required\" | tool_choice",
                "\"tool_choice\":{\"type\":\"function\"} | tool_choice",
                "\"functions\":[{}] | functions",
                "\"function_call\":{\"name\":\"f\"} | function_call",
                "\"response_format\":{\"type\":\"json_object\"} | response_format",
                "\"response_format\":{} | response_format",
                "\"logprobs\":true | logprobs",
                "\"logit_bias\":{\"5\":1} | logit_bias",
                "\"presence_penalty\":0.5 | presence_penalty",
                "\"frequency_penalty\":0.5 | frequency_penalty",
                "\"modalities\":[\"text\",\"audio\"] | modalities",
                "\"audio\":{\"voice\":\"alloy\"} | audio",
                "\"reasoning_effort\":\"low\" | reasoning_effort",
                "\"verbosity\":\"low\" | verbosity",
                "\"web_search_options\":{\"a\":1} | web_search_options",
                "\"top_k\":40 | top_k",
                "\"min_p\":0.1 | min_p",
                "\"repetition_penalty\":1.1 | repetition_penalty",
                "\"min_tokens\":3 | min_tokens",
                "\"ignore_eos\":true | ignore_eos",
                "\"stop_token_ids\":[1] | stop_token_ids",
                "\"skip_special_tokens\":false | skip_special_tokens",
                "\"documents\":[{}] | documents",
                "\"stop\":\"\\ud83d\" | stop"
            })
    void whatTheShapeCannotCarryIsRefusedByName(String fields, String param) {
        assertRefused("{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]," + fields + "}", param);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"role\":\"function\",\"content\":\"x\"} | messages[0].role",
                "{\"role\":\"assistant\",\"tool_calls\":[{}]} | messages[0].tool_calls",
                "{\"role\":\"assistant\",\"function_call\":{\"name\":\"f\"}} | messages[0].function_call",
                "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]} | messages[0].content[0]",
                "{\"role\":\"user\",\"content\":\"a \\ud83dx\"} | messages[0].content",
                "{\"role\":\"user\",\"content\":\"\\ud83d\\ude42\\ude42\"} | messages[0].content"
            })
    void messagesThatTheShapeCannotCarryAreRefusedByPlace(String message, String param) {
        assertRefused("{\"messages\":[" + message + "]}", param);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"n\":1",
                "\"tools\":[],\"tool_choice\":\"auto\"",
                "\"tool_choice\":\"none\",\"parallel_tool_calls\":true",
                "\"response_format\":{\"type\":\"text\"}",
                "\"logprobs\":false,\"top_logprobs\":0,\"logit_bias\":{}",
                "\"presence_penalty\":0,\"frequency_penalty\":0.0",
                "\"modalities\":[\"text\"]",
                "\"user\":\"u\",\"store\":true,\"metadata\":{\"a\":\"b\"},\"service_tier\":\"auto\"",
                "\"min_p\":0,\"repetition_penalty\":1,\"min_tokens\":0,\"ignore_eos\":false,\"stop_token_ids\":[]",
                "\"skip_special_tokens\":true,\"chat_template_kwargs\":{},\"add_generation_prompt\":true"
            })
    void whatAsksForNothingPasses(String fields) {
        assertThat(Requests.call(Requests.with(fields))).isNotNull();
    }

    @Test
    void theAnswerBecomesACompletion() {
        ChatCompletion completion = Requests.completion(
                "{\"model_name\":\"m\",\"text_output\":\" Paris\"}", Requests.call(Requests.with("")));
        assertThat(Requests.json(completion))
                .isEqualTo("{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1700000000,"
                        + "\"model\":\"Meta-Llama-3.1-8B-Instruct\",\"choices\":[{\"index\":0,\"message\":"
                        + "{\"role\":\"assistant\",\"content\":\" Paris\",\"refusal\":null},\"logprobs\":null,"
                        + "\"finish_reason\":\"stop\"}]}");
    }

    @Test
    void aFinishReasonThatTheBackendGivesIsKept() {
        ChatCompletion completion = Requests.completion(
                "{\"finish_reason\":\"length\",\"text_output\":\"x\"}", Requests.call(Requests.with("")));
        assertThat(completion.choices().get(0).finishReason()).isEqualTo("length");
    }

    @Test
    void severalStopStringsCutTheAnswer() {
        ChatCompletion completion = Requests.completion(
                "{\"finish_reason\":\"length\",\"text_output\":\"one two three\"}",
                Requests.call(Requests.with("\"stop\":[\"three\",\"two\"]")));
        assertThat(completion.choices().get(0).message().content()).isEqualTo("one ");
        assertThat(completion.choices().get(0).finishReason()).isEqualTo("stop");
    }

    @Test
    void anAnswerWithoutTextIsAFailure() {
        assertThatThrownBy(() -> Requests.completion("{}", Requests.call(Requests.with(""))))
                .isInstanceOf(TritonException.class)
                .hasMessageContaining("no text");
    }

    private static void assertRefused(String request, String param) {
        assertThatThrownBy(() -> Requests.call(Requests.parse(request)))
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e.status()).isEqualTo(400);
                    assertThat(e.param()).isEqualTo(param);
                    assertThat(e.getMessage()).contains(param);
                });
    }
}
