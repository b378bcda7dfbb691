package io.openaitriton.triton.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.CallOptions;
import io.openaitriton.generation.ModelProfile;
import io.openaitriton.generation.SamplingDefaults;
import io.openaitriton.output.Requests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each dialect sends. */
class DialectRequestTest {
    private static final String FULL = "\"stream\":true,\"temperature\":0,\"top_p\":0.5,\"max_tokens\":7,"
            + "\"stop\":[\"a\",\"b\"],\"seed\":-1,\"presence_penalty\":1,\"frequency_penalty\":-1.5,\"top_k\":-1";

    @ParameterizedTest
    @CsvSource({
        "tensorrt-llm, seed, '', 42",
        "tensorrt-llm-api, sampling_param_seed, '', 42",
        "tensorrt-llm, seed, '\"seed\":0', 0",
        "tensorrt-llm-api, sampling_param_seed, '\"seed\":7', 7",
        "tensorrt-llm, seed, '\"temperature\":0', ",
        "tensorrt-llm-api, sampling_param_seed, '\"temperature\":0', ",
        "tensorrt-llm, seed, '\"top_k\":1', ",
        "tensorrt-llm-api, sampling_param_seed, '\"top_p\":0', ",
        "tensorrt-llm, seed, '\"top_k\":2', 42",
        "vllm, seed, '', ",
        "generic, seed, '', "
    })
    void tensorRtLlmGetsARandomSeedWhereTokensAreDrawn(String dialect, String input, String fields, Long seed)
            throws Exception {
        GenerateCall call = Requests.call(
                Requests.with(fields),
                new ModelProfile(Requests.DEFAULTS),
                Dialects.named(dialect, DialectOptions.DEFAULT),
                url -> null,
                new CallOptions(false, () -> 42));
        String sent = Requests.json(call.request());
        if (seed == null) {
            assertThat(sent).doesNotContain("seed");
        } else {
            assertThat(OpenAiJson.mapper().readTree(sent).get(input).longValue())
                    .isEqualTo(seed);
        }
    }

    @Test
    void vllmGetsAllSamplingInOneString() throws Exception {
        String sent = Requests.json(Requests.call(
                        "vllm",
                        Requests.with(FULL + ",\"logprobs\":true,\"top_logprobs\":2,\"min_p\":0.1,\"min_tokens\":3,"
                                + "\"ignore_eos\":true,\"stop_token_ids\":[5],\"skip_special_tokens\":false,"
                                + "\"repetition_penalty\":1.2,\"bad_words\":[\"x\"],\"lora_name\":\"alpha\","
                                + "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\","
                                + "\"schema\":{\"type\":\"object\"}}}"))
                .request());
        JsonNode json = OpenAiJson.mapper().readTree(sent);
        assertThat(sent.substring(sent.indexOf(",\"stream\"")))
                .startsWith(",\"stream\":true,\"exclude_input_in_output\":true,\"return_finish_reason\":true,"
                        + "\"return_num_input_tokens\":true,\"return_num_output_tokens\":true,\"return_logprobs\":true,"
                        + "\"sampling_parameters\":\"{");
        assertThat(json.get("sampling_parameters").textValue())
                .isEqualTo("{\"temperature\":0.0,\"top_p\":0.5,\"max_tokens\":7,\"stop\":[\"a\",\"b\"],\"seed\":-1,"
                        + "\"presence_penalty\":1.0,\"frequency_penalty\":-1.5,\"repetition_penalty\":1.2,\"top_k\":-1,"
                        + "\"min_p\":0.1,\"min_tokens\":3,\"ignore_eos\":true,\"stop_token_ids\":[5],"
                        + "\"bad_words\":[\"x\"],\"skip_special_tokens\":false,\"logprobs\":2,"
                        + "\"structured_outputs\":\"{\\\"json\\\":{\\\"type\\\":\\\"object\\\"}}\","
                        + "\"lora_name\":\"alpha\"}");
    }

    @Test
    void vllmGetsNoMoreThanIsNeeded() {
        assertThat(sampling("\"stop\":[],\"logit_bias\":{},\"n\":1"))
                .isEqualTo("{\"temperature\":0.7,\"top_p\":0.95,\"max_tokens\":100}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"response_format\":{\"type\":\"json_object\"} | {\"json_object\":true}",
                "\"structured_outputs\":{\"json_object\":true} | {\"json_object\":true}",
                "\"guided_json\":{\"a\":[null]} | {\"json\":{\"a\":[null]}}",
                "\"guided_json\":\"{\\\"a\\\":1}\" | {\"json\":{\"a\":1}}",
                "\"guided_regex\":\"[a]+\" | {\"regex\":\"[a]+\"}",
                "\"guided_choice\":[\"a\",\"b\"] | {\"choice\":[\"a\",\"b\"]}",
                "\"guided_grammar\":\"root ::= x\" | {\"grammar\":\"root ::= x\"}"
            })
    void everyFormOfAnswerReachesVllmAsAStringInTheString(String fields, String constraint) throws Exception {
        assertThat(OpenAiJson.mapper()
                        .readTree(sampling(fields))
                        .get("structured_outputs")
                        .textValue())
                .isEqualTo(constraint);
    }

    @Test
    void anOlderVllmBackendHasAnotherInputForOutputFormats() {
        Dialect dialect = Dialects.named("vllm", new DialectOptions("guided_decoding", false));
        assertThat(Requests.json(Requests.call(dialect, Requests.with("\"guided_regex\":\"a\""))
                        .request()))
                .contains("guided_decoding")
                .doesNotContain("structured_outputs");
    }

    @Test
    void tensorRtLlmGetsAnInputForEachParameter() {
        assertThat(body("tensorrt-llm", FULL + ",\"min_tokens\":2,\"bad_words\":[\"x\"],\"repetition_penalty\":1.1"))
                .isEqualTo("\"max_tokens\":7,\"stream\":true,\"exclude_input_in_output\":true,"
                        + "\"return_num_input_tokens\":true,\"return_num_output_tokens\":true,\"temperature\":0.0,"
                        + "\"top_p\":0.5,\"top_k\":0,\"repetition_penalty\":1.1,\"presence_penalty\":1.0,"
                        + "\"frequency_penalty\":-1.5,\"min_tokens\":2,\"bad_words\":[\"x\"],"
                        + "\"seed\":18446744073709551615,\"stop_words\":[\"a\",\"b\"]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"response_format\":{\"type\":\"json_object\"} | \"guided_decoding_guide_type\":\"json\"}",
                "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{\"a\":1}}} "
                        + "| \"guided_decoding_guide_type\":\"json_schema\",\"guided_decoding_guide\":\"{\\\"a\\\":1}\"}",
                "\"guided_regex\":\"a+\" | \"guided_decoding_guide_type\":\"regex\",\"guided_decoding_guide\":\"a+\"}",
                "\"structured_outputs\":{\"grammar\":\"g\"} "
                        + "| \"guided_decoding_guide_type\":\"ebnf_grammar\",\"guided_decoding_guide\":\"g\"}",
                "\"lora_name\":\"17\" | \"lora_task_id\":17}",
                "\"seed\":5 | \"seed\":5}"
            })
    void tensorRtLlmHasItsOwnWords(String fields, String sent) {
        assertThat(body("tensorrt-llm", fields)).endsWith(sent);
    }

    @Test
    void anOlderTensorRtLlmHasOtherNamesAndLessToOffer() throws Exception {
        Dialect dialect = Dialects.of(OpenAiJson.mapper().readTree("""
                        {"input":[{"name":"text_input"},{"name":"max_tokens"},{"name":"stop_words"},{"name":"min_length"},
                                  {"name":"random_seed"}]}"""), DialectOptions.DEFAULT);
        assertThat(dialect.echoes()).isTrue();
        String sent = Requests.json(Requests.call(dialect, Requests.with("\"seed\":3,\"min_tokens\":2"))
                .request());
        assertThat(sent)
                .contains("\"min_length\":2,\"random_seed\":3}")
                .doesNotContain("\"seed\"", "min_tokens", "exclude_input", "return_num");
        assertThatThrownBy(() -> Requests.call(dialect, Requests.with("\"guided_regex\":\"a\"")))
                .hasMessageContaining("'guided_regex'");
        assertThatThrownBy(() -> Requests.call(dialect, Requests.with("\"lora_name\":\"1\"")))
                .hasMessageContaining("'lora_name'");
    }

    @Test
    void theLlmApiGetsItsOwnNames() {
        assertThat(body("tensorrt-llm-api", FULL + ",\"best_of\":3"))
                .isEqualTo("\"streaming\":true,\"return_finish_reason\":true,"
                        + "\"sampling_param_exclude_input_from_output\":true,\"sampling_param_max_tokens\":7,"
                        + "\"sampling_param_temperature\":0.0,\"sampling_param_top_p\":0.5,\"sampling_param_top_k\":0,"
                        + "\"sampling_param_best_of\":3,\"sampling_param_frequency_penalty\":-1.5,"
                        + "\"sampling_param_presence_penalty\":1.0,\"sampling_param_seed\":18446744073709551615,"
                        + "\"sampling_param_stop\":[\"a\",\"b\"]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "vllm | \"top_p\":0 | top_p",
                "vllm | \"n\":2,\"temperature\":0 | n",
                "vllm | \"logit_bias\":{\"5\":1} | logit_bias",
                "vllm | \"min_tokens\":101 | min_tokens",
                "vllm | \"response_format\":{\"type\":\"json_schema\"} | response_format.json_schema.schema",
                "vllm | \"response_format\":{\"type\":\"yaml\"} | response_format",
                "vllm | \"response_format\":{\"type\":\"json_object\"},\"guided_regex\":\"a\" | guided_regex",
                "vllm | \"structured_outputs\":{\"regex\":\"a\",\"choice\":[\"a\"]} | structured_outputs.choice",
                "vllm | \"structured_outputs\":{\"structural_tag\":\"a\"} | structured_outputs.structural_tag",
                "vllm | \"structured_outputs\":{\"regex\":5} | structured_outputs.regex",
                "vllm | \"guided_json\":\"{oops\" | guided_json",
                "vllm | \"guided_choice\":[] | guided_choice",
                "tensorrt-llm | \"structured_outputs\":{\"choice\":[\"a\"]} | structured_outputs.choice",
                "tensorrt-llm | \"lora_name\":\"alpha\" | lora_name",
                "tensorrt-llm-api | \"n\":2 | n",
                "generic | \"lora_name\":\"alpha\" | lora_name",
                "vllm | \"bad_words\":[\"\\ud83d\"] | bad_words",
                "vllm | \"guided_json\":{\"a\":\"\\ude42\"} | guided_json",
                "vllm | \"guided_regex\":\"\\ud83d\" | guided_regex"
            })
    void whatABackendWouldRefuseWithoutANameIsRefusedByName(String dialect, String fields, String param) {
        assertRefused(() -> Requests.call(dialect, Requests.with(fields)), param);
    }

    @ParameterizedTest
    @ValueSource(strings = {"generic", "vllm", "tensorrt-llm", "tensorrt-llm-api"})
    void aRefusalNamesTheDialect(String dialect) {
        assertThatThrownBy(() -> Requests.call(dialect, Requests.with("\"echo\":true")))
                .isInstanceOf(ApiException.class)
                .hasMessage(
                        "'echo' with this value is not supported by this model's backend (dialect " + dialect + ").");
    }

    @ParameterizedTest
    @ValueSource(strings = {"generic", "vllm", "tensorrt-llm", "tensorrt-llm-api"})
    void nothingIsNullOrEmptyOrOfAnotherType(String dialect) throws Exception {
        String nulls = "\"stop\":[],\"seed\":null,\"n\":null,\"presence_penalty\":null,\"top_k\":null,\"bad_words\":[],"
                + "\"stop_token_ids\":[],\"response_format\":null,\"guided_json\":null,\"min_tokens\":null,\"logit_bias\":null";
        String sent = Requests.json(Requests.call(dialect, Requests.with(nulls)).request());
        assertThat(sent).doesNotContain("null", "[]", "{}");
    }

    @Test
    void anAdapterIsNamedByTheModelToo() {
        SamplingDefaults defaults = new SamplingDefaults(0.7, 0.95, 100, null, "_lora_");
        assertThat(sampling(defaults, "8b_lora_tales")).contains("\"lora_name\":\"tales\"");
        assertThat(sampling(defaults, "8b_lora_")).doesNotContain("lora_name");
        assertThat(sampling(defaults, "8b")).doesNotContain("lora_name");
        assertRefused(() -> call("generic", defaults, Requests.with("\"model\":\"8b_lora_tales\"")), "model");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"max_tokens\":201 | max_tokens",
                "\"max_tokens\":5,\"max_completion_tokens\":201 | max_completion_tokens"
            })
    void moreTokensThanTheLimitAreRefused(String fields, String param) {
        SamplingDefaults defaults = new SamplingDefaults(0.7, 0.95, 100, 200, null);
        assertRefused(() -> call("generic", defaults, Requests.with(fields)), param);
        assertThat(call("generic", defaults, Requests.with("\"max_tokens\":200")))
                .isNotNull();
        assertThatThrownBy(() -> new SamplingDefaults(0.7, 0.95, 100, 99, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String param) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ApiException.class, e -> {
            assertThat(e.status()).isEqualTo(400);
            assertThat(e.param()).isEqualTo(param);
        });
    }

    private static GenerateCall call(String dialect, SamplingDefaults defaults, ChatCompletionRequest request) {
        return Requests.call(request, new ModelProfile(defaults), Dialects.named(dialect, DialectOptions.DEFAULT));
    }

    private static String sampling(SamplingDefaults defaults, String model) {
        return call("vllm", defaults, Requests.with("\"model\":\"" + model + "\""))
                .request()
                .inputs()
                .get("sampling_parameters")
                .toString();
    }

    private static String sampling(String fields) {
        return (String)
                Requests.call("vllm", Requests.with(fields)).request().inputs().get("sampling_parameters");
    }

    /** What is sent after the prompt. */
    private static String body(String dialect, String fields) {
        String sent =
                Requests.json(Requests.call(dialect, Requests.with(fields)).request());
        return sent.substring(sent.indexOf("\",\"") + 2);
    }
}
