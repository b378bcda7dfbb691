package io.openaitriton.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TensorRT-LLM's ensemble and its BLS model. */
class InflightModelTest {
    private static final Duration WAIT = Duration.ofSeconds(10);
    private static TritonSimulator simulator;

    @BeforeAll
    static void start() {
        simulator = TritonSimulator.start(SimulatorSettings.defaults()
                .withModels(
                        "ensemble=tensorrt-llm",
                        "bls=tensorrt-llm-bls",
                        "old=tensorrt-llm+old",
                        "whole=tensorrt-llm-bls+whole",
                        "accumulate=tensorrt-llm-bls+accumulate",
                        "loras=tensorrt-llm+loras"));
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ensemble", "bls"})
    void theAnswerSaysWhatWasAskedAndHow(String model) {
        String body =
                "{'text_input':'Hi','exclude_input_in_output':true,'max_tokens':90,'temperature':0.7,'top_p':0.95,"
                        + "'top_k':4,'seed':18446744073709551615,'bad_words':['a','b'],'min_tokens':2,'stop_words':['zz'],"
                        + "'frequency_penalty':0.5,'presence_penalty':-1,'repetition_penalty':1.1,'length_penalty':1,"
                        + "'embedding_bias_words':['x'],'embedding_bias_weights':[-2.5]}";
        assertThat(Exchange.generate(simulator, model, body).text())
                .isEqualTo(model + " (simulated) was asked: \"Hi\" with temperature 0.7, top_p 0.95, max_tokens 90,"
                        + " frequency_penalty 0.5, length_penalty 1, min_tokens 2, presence_penalty -1,"
                        + " repetition_penalty 1.1, top_k 4, seed 18446744073709551615, bad_words [\"a\",\"b\"],"
                        + " embedding_bias_words [\"x\"], embedding_bias_weights [-2.5].");
    }

    @Test
    void unusedParametersAreReported() {
        assertThat(ask("ensemble", "'Hi'", "'max_tokens':90,'random_seed':7,'parameters':{'sampling_parameters':'{}'}")
                        .text())
                .endsWith("max_tokens 90, random_seed ignored, sampling_parameters ignored.");
        assertThat(ask("old", "'Hi'", "'max_tokens':90,'random_seed':7,'min_length':1")
                        .text())
                .endsWith("max_tokens 90, min_tokens 1, seed 7.");
    }

    @Test
    void onlyAnEnsembleAddsSequenceParameters() {
        assertThat(ask("ensemble", "'Hi'", "'max_tokens':1,'id':'r7'").body().toString())
                .isEqualTo("{\"id\":\"r7\",\"model_name\":\"ensemble\",\"model_version\":\"1\",\"sequence_end\":false,"
                        + "\"sequence_id\":0,\"sequence_start\":false,\"text_output\":\"ensemble\"}");
        assertThat(ask("bls", "'Hi'", "'max_tokens':1").body().toString())
                .isEqualTo("{\"model_name\":\"bls\",\"model_version\":\"1\",\"text_output\":\"bls\"}");
    }

    @Test
    void aWholeAnswerBeginsWithThePromptAndCountsItUnlessExcluded() {
        String counts = "'max_tokens':3,'return_num_input_tokens':true,'return_num_output_tokens':true";
        JsonNode with = Exchange.generate(simulator, "bls", "{'text_input':'Hi you @@tokens=9'," + counts + "}")
                .body();
        assertThat(with.get("text_output").asText()).isEqualTo("Hi you @@tokens=9t1 t2 t3");
        assertThat(with.get("num_input_tokens").asInt()).isEqualTo(3);
        assertThat(with.get("num_output_tokens").asInt()).isEqualTo(6);
        JsonNode without = ask("bls", "'Hi you @@tokens=9'", counts).body();
        assertThat(without.get("text_output").asText()).isEqualTo("t1 t2 t3");
        assertThat(without.get("num_output_tokens").asInt()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ensemble", "bls"})
    void aStreamCountsTheTokensOfEachEventAndEndsWithAnEmptyOne(String model) {
        Exchange stream =
                stream(model, "@@tokens=2", "'max_tokens':9,'return_num_output_tokens':true,'return_log_probs':true");
        assertThat(stream.each("text_output")).containsExactly("t1", " t2", "");
        // the token that ends a turn is none of the engine's output
        assertThat(stream.each("num_output_tokens")).containsExactly("1", "1", "0");
        assertThat(stream.each("cum_log_probs")).containsExactly("-0.5", "-1.0", "-1.0");
        assertThat(stream.bodies().get(1).get("output_log_probs").toString()).isEqualTo("-0.5");
        assertThat(stream.bodies().get(2).get("output_log_probs").toString()).isEqualTo("[]");
    }

    @Test
    void anAnswerCutByMaxTokensHasNoEmptyEvent() {
        assertThat(stream("ensemble", "@@tokens=9", "'max_tokens':2").each("text_output"))
                .containsExactly("t1", " t2");
    }

    @Test
    void anAccumulatingModelStreamsTheWholeTextSoFar() {
        Exchange stream = stream("accumulate", "@@tokens=2", "'max_tokens':9,'return_num_output_tokens':true");
        assertThat(stream.each("text_output")).containsExactly("t1", "t1 t2", "t1 t2");
        assertThat(stream.each("num_output_tokens")).containsExactly("1", "1", "0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ensemble", "bls"})
    void theAnswerEndsWithItsStopWord(String model) {
        String stop = "'max_tokens':9,'stop_words':['','4 t',' t3'],'return_num_output_tokens':true";
        Exchange whole = ask(model, "'@@tokens=9'", stop);
        assertThat(whole.text()).isEqualTo("t1 t2 t3");
        assertThat(whole.body().get("num_output_tokens").asInt()).isEqualTo(3);
        assertThat(stream(model, "@@tokens=9", stop).each("text_output")).containsExactly("t1", " t2", " t3");
    }

    @Test
    void aGuideShapesTheAnswer() {
        assertThat(ask("ensemble", "'Hi'", "'max_tokens':9,'guided_decoding_guide_type':'json'")
                        .text())
                .isEqualTo("{\"answer\": 42}");
        String schema = "{\\\"type\\\":\\\"object\\\",\\\"properties\\\":{\\\"n\\\":{\\\"type\\\":\\\"integer\\\"}}}";
        assertThat(ask(
                                "bls",
                                "'Hi'",
                                "'max_tokens':9,'guided_decoding_guide_type':'json_schema','guided_decoding_guide':'"
                                        + schema + "'")
                        .text())
                .isEqualTo("{\"n\":42}");
        assertThat(ask("ensemble", "'Hi'", "'max_tokens':9,'guided_decoding_guide_type':'xml'")
                        .error())
                .contains("guided_decoding_guide_type", "'xml'");
        assertThat(ask("ensemble", "'Hi'", "'max_tokens':9,'guided_decoding_guide_type':'regex'")
                        .error())
                .contains("mGuide.has_value()");
    }

    @Test
    void severalSequencesComeInResponsesOfTheirOwn() {
        Exchange stream = stream("ensemble", "@@tokens=2", "'max_tokens':2,'num_return_sequences':2");
        assertThat(stream.each("sequence_index")).containsExactly("0", "1", "0", "1");
        assertThat(stream.each("text_output")).containsExactly("t1", "t1", " t2", " t2");
        String body = "{'text_input':'Hi','max_tokens':99,'num_return_sequences':2,'exclude_input_in_output':true}";
        List<String> texts = Exchange.stream(simulator, "bls", body).each("text_output");
        assertThat(texts).hasSize(2);
        assertThat(texts.get(1)).startsWith("bls[2] (simulated)");
        assertThat(Exchange.generate(simulator, "bls", body).error()).startsWith("generate expects model to produce");
    }

    @Test
    void logitsComeFlat() {
        JsonNode body = ask(
                        "bls",
                        "'one two @@tokens=9'",
                        "'max_tokens':2,'return_context_logits':true,'return_generation_logits':true")
                .body();
        assertThat(body.get("context_logits")).hasSize(6);
        assertThat(body.get("generation_logits")).hasSize(4);
    }

    @Test
    void aLoraMustBeInTheCache() {
        assertThat(ask("loras", "'Hi'", "'max_tokens':99,'lora_task_id':2").text())
                .contains("lora_task_id 2");
        assertThat(ask("ensemble", "'Hi'", "'max_tokens':9,'lora_task_id':2").error())
                .isEqualTo("in ensemble 'ensemble', LoRA task 2 not found in cache."
                        + " Please send LoRA weights with request");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'max_tokens':0|mMaxNewTokens > 0|max_tokens must be a single value > 0",
                "'max_tokens':9,'top_p':0|topP.value() > 0.f|topP.value() > 0.f",
                "'max_tokens':9,'top_p':1.5|topP.value() <= 1.f|topP.value() <= 1.f",
                "'max_tokens':9,'temperature':-1|temperature.value() >= 0.f|temperature.value() >= 0.f",
                "'temperature':1|input 'max_tokens' is missing|max_tokens must be a single value > 0",
                "'max_tokens':9,'beam_width':2|beamWidth|beamWidth",
                "'max_tokens':9,'embedding_bias_words':['a']|differ in length|differ in length"
            })
    void whatTheEngineRefusesComesAsItsCallersTellIt(String inputs, String ofEnsemble, String ofBls) {
        Exchange ensemble = ask("ensemble", "'Hi'", inputs);
        assertThat(ensemble.status()).isEqualTo(400);
        assertThat(ensemble.isFromModel()).isTrue();
        assertThat(ensemble.error()).startsWith("in ensemble 'ensemble', ").contains(ofEnsemble);
        assertThat(ask("bls", "'Hi'", inputs).error())
                .startsWith("Traceback (most recent call last):\n  File ")
                .contains(ofBls);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "500|'max_tokens':2.0|Unable to parse 'data': attempt to access JSON non-signed-integer as signed-integer",
                "500|'max_tokens':18446744073709551615|Unable to parse 'data': attempt to access JSON non-signed-integer as signed-integer",
                "500|'max_tokens':2,'temperature':null|Unable to parse 'data': attempt to access JSON non-number as double",
                "500|'max_tokens':2,'seed':1.5|Unable to parse 'data': attempt to access JSON non-unsigned-integer as unsigned-integer",
                "500|'max_tokens':2,'stop_words':[1]|Unable to parse JSON bytes array: attempt to access JSON non-string as string",
                "500|'max_tokens':2,'stream':'true'|Unable to parse 'data': attempt to access JSON non-boolean as boolean",
                "400|'max_tokens':2,'stop_words':[]|[request id: <id_unknown>] input 'stop_words' has no shape but model requires batch dimension for 'ensemble'",
                "400|'max_tokens':[2,3]|[request id: <id_unknown>] input 'text_input' batch size does not match other inputs for 'ensemble'",
                "400|'max_tokens':2,'lora_config':[1,2]|The schema can not convert input 'lora_config' to tensor with proper shape",
                "400|'max_tokens':2,'lora_weights':[1.5]|sending FP16 data via JSON is not supported. Please use the binary data format for input lora_weights",
                "400|'max_tokens':2,'logit_bias':{}|parameter 'logit_bias' has invalid type. It should be either 'int', 'bool', or 'string'."
            })
    void whatDoesNotFitAnInputIsRefusedBeforeTheModel(int status, String inputs, String error) {
        Exchange refused = Exchange.stream(simulator, "ensemble", "{'text_input':'Hi'," + inputs + "}");
        assertThat(refused.head()).contains("Content-Type: application/json\r\nContent-Length: ");
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.error()).isEqualTo(error);
    }

    @Test
    void aMissingInputIsNamedWhenThereAreTooFew() {
        assertThat(Exchange.generate(simulator, "bls", "{'text_input':'Hi'}").error())
                .isEqualTo("[request id: <id_unknown>] expected number of inputs between 2 and 42 but got 1 inputs for"
                        + " model 'bls'. Got input(s) ['text_input'], but missing required input(s) ['max_tokens']."
                        + " Please provide all required input(s).");
    }

    @Test
    void aModelThatIsNotDecoupledDoesNotStream() {
        assertThat(stream("whole", "Hi", "'max_tokens':2").error())
                .contains("Streaming is only supported if model is deployed using decoupled mode.");
        assertThat(ask("whole", "'Hi'", "'max_tokens':1").text()).isEqualTo("whole");
    }

    @Test
    void aConfigurationHasTheInputsAndWhetherTextAccumulates() {
        JsonNode old = Exchange.get(simulator, "/v2/models/old/config");
        assertThat(old.get("input").findValuesAsText("name"))
                .contains("min_length", "random_seed")
                .doesNotContain("min_tokens", "seed", "return_num_output_tokens");
        assertThat(old.get("max_batch_size").asInt()).isEqualTo(64);
        JsonNode accumulate = Exchange.get(simulator, "/v2/models/accumulate/config");
        assertThat(accumulate.at("/parameters/accumulate_tokens/string_value").asText())
                .isEqualTo("true");
        assertThat(accumulate.get("backend").asText()).isEqualTo("python");
        assertThat(Exchange.get(simulator, "/v2/models/whole/config")
                        .at("/model_transaction_policy/decoupled")
                        .asBoolean())
                .isFalse();
        JsonNode metadata = Exchange.get(simulator, "/v2/models/bls");
        assertThat(metadata.get("platform").asText()).isEqualTo("python");
        assertThat(metadata.at("/inputs/0").toString())
                .isEqualTo("{\"name\":\"text_input\",\"datatype\":\"BYTES\",\"shape\":[-1,1]}");
    }

    @Test
    void failuresOnDemandLookLikeTheModelsErrors() {
        String inputs = "'max_tokens':9";
        assertThat(stream("ensemble", "@@fail=midstream @@tokens=9", inputs).each("error"))
                .containsExactly("", "", "", "in ensemble 'ensemble', CUDA out of memory (simulated)");
        Exchange busy = stream("ensemble", "@@fail=unavailable", inputs);
        assertThat(busy.head()).startsWith("HTTP/1.1 400 ").contains("text/event-stream");
        assertThat(busy.error())
                .isEqualTo("in ensemble 'ensemble', [request id: <id_unknown>] Exceeds maximum queue size");
        assertThat(stream("bls", "@@fail=unavailable", inputs).status()).isEqualTo(503);
        assertThat(ask("bls", "'@@fail=at-once'", inputs).error())
                .startsWith("Traceback ")
                .endsWith("TritonModelException: CUDA out of memory (simulated)\n");
    }

    @Test
    void anEnsembleGoesOnWhenItsClientLeavesAndTheBlsModelIsCancelled() {
        long start = System.nanoTime();
        leaveMidstream("ensemble", 40);
        await().atMost(WAIT).until(() -> simulator.inFlight() == 0);
        // the time that all nine tokens take
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(320));
        assertThat(simulator.cancelledCount()).isZero();
        leaveMidstream("bls", 3_600_000);
        await().atMost(WAIT).until(() -> simulator.cancelledCount() == 1 && simulator.inFlight() == 0);
    }

    private static void leaveMidstream(String model, int delay) {
        String body = "{\"text_input\":\"@@tokens=9 @@delay=" + delay + "\",\"stream\":true,\"max_tokens\":9}";
        try (RawConnection connection = new RawConnection(simulator)) {
            connection.send(RawConnection.post("/v2/models/" + model + "/generate_stream", body));
            connection.head();
            connection.chunk();
        }
    }

    private static Exchange ask(String model, String prompt, String inputs) {
        return Exchange.generate(
                simulator, model, "{'text_input':" + prompt + ",'exclude_input_in_output':true," + inputs + "}");
    }

    private static Exchange stream(String model, String prompt, String inputs) {
        return Exchange.stream(simulator, model, "{'text_input':'" + prompt + "','stream':true," + inputs + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text | TEXT named_metrics.kv_cache_utilization=0.000000, named_metrics.max_token_capacity=399296",
                "json | JSON {\"named_metrics\":{\"kv_cache_utilization\":0.0,\"max_token_capacity\":399296}}",
            })
    void theLoadIsReportedToThoseWhoAsk(String format, String report) throws Exception {
        for (String endpoint : List.of("generate", "generate_stream")) {
            assertThat(report(simulator, "ensemble/" + endpoint, format)).hasValue(report);
            assertThat(report(simulator, "bls/" + endpoint, "anything else")).isEmpty();
            assertThat(report(simulator, "bls/" + endpoint, null)).isEmpty();
        }
    }

    @Test
    void whereNoModelHasTheMetricsThereIsNoReportOfTheLoad() throws Exception {
        try (TritonSimulator others =
                TritonSimulator.start("vllm=vllm", "api=tensorrt-llm-api", "old=tensorrt-llm+old")) {
            for (String model : List.of("vllm", "api", "old")) {
                assertThat(report(others, model + "/generate", "text")).isEmpty();
            }
        }
    }

    private static Optional<String> report(TritonSimulator simulator, String path, String format) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(simulator.url() + "/v2/models/" + path))
                .POST(
                        HttpRequest.BodyPublishers.ofString(
                                "{\"text_input\":\"Hi\",\"max_tokens\":9,\"bad_words\":\"\",\"stop_words\":\"\",\"sampling_param_max_tokens\":9}"));
        if (format != null) {
            request.header("endpoint-load-metrics-format", format);
        }
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.ofString())
                .headers()
                .firstValue("endpoint-load-metrics");
    }
}
