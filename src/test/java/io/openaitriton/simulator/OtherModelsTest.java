package io.openaitriton.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TensorRT-LLM's LLM API model, plain Python models, vLLM's options, and how all of them are named in settings. */
class OtherModelsTest {
    private static TritonSimulator simulator;

    @BeforeAll
    static void start() {
        simulator = TritonSimulator.start(SimulatorSettings.defaults()
                .withModels(
                        "llm = tensorrt-llm-api",
                        "llm-whole=tensorrt-llm-api+whole",
                        "llm-loras=tensorrt-llm-api+loras",
                        "plain=generic",
                        "response=generic+response",
                        "output=generic+output",
                        "outputs=generic+outputs",
                        "echo=generic+whole+echo",
                        "vllm=vllm",
                        "loras=vllm+loras"));
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    @Test
    void theLlmApiModelReadsPrefixedSampling() {
        String body =
                "{'text_input':'Hi','sampling_param_exclude_input_from_output':true,'sampling_param_max_tokens':90,"
                        + "'sampling_param_temperature':0.5,'sampling_param_top_p':1,'sampling_param_top_k':4,"
                        + "'sampling_param_seed':18446744073709551615,'sampling_param_frequency_penalty':1,"
                        + "'sampling_param_presence_penalty':2,'image_url':['https://x/y.png','data:image/png;base64,AA'],"
                        + "'max_tokens':3}";
        assertThat(Exchange.generate(simulator, "llm", body).text())
                .isEqualTo("llm (simulated) was asked: \"Hi\" with temperature 0.5, top_p 1, max_tokens 90,"
                        + " frequency_penalty 1, presence_penalty 2, top_k 4, seed 18446744073709551615, 2 images,"
                        + " max_tokens ignored.");
    }

    @Test
    void theLlmApiModelEndsAfter32TokensAndEchoesUnlessTold() {
        JsonNode body = Exchange.generate(simulator, "llm", "{'text_input':'@@tokens=50','return_finish_reason':true}")
                .body();
        assertThat(body.get("text_output").asText())
                .startsWith("@@tokens=50t1 t2")
                .endsWith(" t32");
        assertThat(body.get("finish_reason").asText()).isEqualTo("length");
    }

    @Test
    void theLlmApiModelStreamsTheWholeTextSoFarAndTellsWhyItEnded() {
        Exchange stream = Exchange.stream(
                simulator,
                "llm",
                "{'text_input':'@@tokens=9','streaming':true,'sampling_param_stop':[' t3'],'return_finish_reason':true,"
                        + "'return_stop_reason':true,'return_cumulative_logprob':true}");
        assertThat(stream.each("text_output")).containsExactly("t1", "t1 t2", "t1 t2");
        assertThat(stream.each("finish_reason")).containsExactly("None", "None", "stop");
        assertThat(stream.each("stop_reason")).containsExactly("None", "None", " t3");
        assertThat(stream.each("cumulative_logprob")).containsExactly("-0.5", "-1.0", "-1.5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "llm|'sampling_param_max_tokens':0|Error generating request: [TensorRT-LLM][ERROR] Assertion failed: mMaxNewTokens > 0",
                "llm|'image_url':['file:///etc/passwd']|Error generating request: image_url scheme is not allowed (simulated)",
                "llm|'lora_name':'a'|Error generating request: lora_id, lora_name, and lora_path must all be provided together",
                "llm|'lora_id':1,'lora_name':'a','lora_path':'/a'|Error generating request: lora_path does not exist on the Triton server's filesystem: /a",
                "llm-whole|'streaming':true|Error generating request: Streaming is only supported in decoupled mode.",
                "llm|'stop':true|A request id must be provided for request cancellation",
                "llm|'stop':true,'id':'7'|Request cancelled by client",
                "llm|'stop':['a']|Unable to parse 'data': attempt to access JSON non-boolean as boolean",
                "llm|'sampling_param_stop':[]|[request id: <id_unknown>] unexpected shape for input 'sampling_param_stop' for model 'llm'. Expected [-1], got []"
            })
    void theLlmApiModelRefusesWhatItCannotDo(String model, String inputs, String error) {
        assertThat(Exchange.generate(simulator, model, "{'text_input':'Hi'," + inputs + "}")
                        .error())
                .isEqualTo(error);
    }

    @Test
    void theLlmApiModelKnowsLoras() {
        assertThat(Exchange.generate(
                                simulator,
                                "llm-loras",
                                "{'text_input':'Hi','lora_id':1,'lora_name':'alpha','lora_path':'/alpha'}")
                        .text())
                .endsWith("\"Hi\" with lora_name alpha.");
    }

    @ParameterizedTest
    @CsvSource({
        "plain,/text_output",
        "response,/response",
        "output,/output",
        "outputs,/outputs/0/data/0",
        "echo,/text_output"
    })
    void aPlainModelAnswersUnderItsKey(String model, String pointer) {
        JsonNode body = Exchange.generate(
                        simulator,
                        model,
                        "{'text_input':'Hi','parameters':{'stream':false,'temperature':0.7,'top_p':0.95,"
                                + "'max_tokens':100,'seed':4,'stop':'zz','n':2}}")
                .body();
        assertThat(body.at(pointer).asText())
                .isEqualTo((model.equals("echo") ? "Hi" : "") + model
                        + " (simulated) was asked: \"Hi\" with temperature 0.7, top_p 0.95, max_tokens 100, seed 4,"
                        + " n ignored.");
        assertThat(body).hasSize(3);
    }

    @Test
    void aPlainModelStreamsWhenItsParametersSayAndItCan() {
        String body = "{'text_input':'@@tokens=9','parameters':{'stream':true,'max_tokens':2}}";
        assertThat(Exchange.stream(simulator, "response", body).each("response"))
                .containsExactly("t1", " t2");
        assertThat(Exchange.stream(simulator, "echo", body).each("text_output")).containsExactly("@@tokens=9t1 t2");
    }

    @Test
    void aPlainModelRefusesWithPythonsErrors() {
        assertThat(Exchange.generate(simulator, "plain", "{'text_input':'Hi','max_tokens':0}")
                        .error())
                .isEqualTo("Failed to process the request(s) for model instance 'plain_0_0', message: ValueError:"
                        + " max_tokens must be a positive integer");
        assertThat(Exchange.generate(simulator, "plain", "{'parameters':{'max_tokens':1}}")
                        .error())
                .isEqualTo("[request id: <id_unknown>] expected 1 inputs but got 0 inputs for model 'plain'. Got"
                        + " input(s) [], but missing required input(s) ['text_input']. Please provide all required"
                        + " input(s).");
    }

    @Test
    void aVllmModelKnowsItsLorasAndCountsImages() {
        String body = "{'text_input':'Hi','exclude_input_in_output':true,'image':['QUJD','QUJD'],"
                + "'sampling_parameters':'{\\\"max_tokens\\\":50,\\\"lora_name\\\":\\\"beta\\\",\\\"bad_words\\\":[\\\"a\\\"],"
                + "\\\"logit_bias\\\":{\\\"5\\\":2}}'}";
        assertThat(Exchange.generate(simulator, "loras", body).text())
                .endsWith(
                        "with max_tokens 50, bad_words [\"a\"], logit_bias {\"5\":2}, lora_name beta, 2 images of 3 and 3 bytes.");
        assertThat(Exchange.generate(simulator, "vllm", body).error()).isEqualTo("LoRA feature is not enabled.");
        assertThat(Exchange.generate(simulator, "vllm", "{'text_input':'Hi','image':'https://x/y.png'}")
                        .error())
                .startsWith("Error generating stream: cannot identify image file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"llm", "plain", "outputs", "vllm"})
    void everyModelIsReadyAndDescribed(String model) {
        assertThat(RawConnection.exchange(simulator, RawConnection.get("/v2/models/" + model + "/ready")))
                .startsWith("HTTP/1.1 200 OK\r\n");
        JsonNode metadata = Exchange.get(simulator, "/v2/models/" + model);
        JsonNode config = Exchange.get(simulator, "/v2/models/" + model + "/config");
        assertThat(metadata.get("inputs").findValuesAsText("name"))
                .isEqualTo(config.get("input").findValuesAsText("name"))
                .contains("text_input");
        assertThat(metadata.get("platform")).isEqualTo(config.get("backend"));
        assertThat(config.at("/input/0/optional").asBoolean()).isFalse();
        assertThat(config.at("/model_transaction_policy/decoupled").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=",
                "a=vlm",
                "=vllm",
                "a=vllm+",
                "a=vllm+whole",
                "a=tensorrt-llm+accumulate",
                "a=generic+response+output",
                "a/b=vllm",
                "llm=vllm"
            })
    void aWrongModelIsNamed(String model) {
        assertThatThrownBy(() -> SimulatorSettings.defaults().withModels("llm", model))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + model + "'");
    }

    @Test
    void aWrongDialectIsAnErrorThatListsAll() {
        assertThatThrownBy(() -> SimulatorSettings.defaults().withModels("a=vlm"))
                .hasMessageContaining("vllm (options +loras, +thinks)")
                .hasMessageContaining("tensorrt-llm (options +loras, +old, +special, +thinks, +whole)")
                .hasMessageContaining("tensorrt-llm-bls (options +accumulate, +loras, +old, +special, +thinks, +whole)")
                .hasMessageContaining("tensorrt-llm-api (options +loras, +metrics, +thinks, +whole)")
                .hasMessageContaining(
                        "generic (options +echo, +output, +outputs, +response, +special, +thinks, +whole)");
    }
}
