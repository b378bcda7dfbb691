package io.openaitriton.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the model reads a request, and what it answers. */
class SimulatedModelTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "/v2/models/Meta-Llama-3.1-8B-Instruct/";
    private static final String OPAQUE =
            "{\"error\":\"Error generating stream: 'NoneType' object has no attribute 'lora_name'\"}";

    private static TritonSimulator simulator;

    @BeforeAll
    static void start() {
        simulator = TritonSimulator.start(SimulatorSettings.defaults());
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    @Test
    void theAnswerSaysWhichModelWasAskedWhatAndHow() throws Exception {
        String prompt = "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nEarlier.<|eot_id|>"
                + "<|start_header_id|>assistant<|end_header_id|>\n\nYes?<|eot_id|>"
                + "<|start_header_id|>user<|end_header_id|>\n\nWhat is the capital of France?<|eot_id|>"
                + "<|start_header_id|>assistant<|end_header_id|>\n\n";
        assertThat(text(prompt, "{\"top_p\":0.95,\"temperature\":0.70,\"max_tokens\":100,\"seed\":9007199254740993}"))
                .isEqualTo("Meta-Llama-3.1-8B-Instruct (simulated) was asked: \"What is the capital of France?\""
                        + " with temperature 0.7, top_p 0.95, max_tokens 100, seed 9007199254740993.");
    }

    @Test
    void aPromptWithOneNewlineAfterAHeaderIsUnderstoodToo() throws Exception {
        String prompt = "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\nYou are helpful<|eot_id|>\n"
                + "<|start_header_id|>user<|end_header_id|>\nHello?<|eot_id|>\n"
                + "<|start_header_id|>assistant<|end_header_id|>";
        assertThat(text(prompt, "{\"max_tokens\":99}"))
                .isEqualTo("Meta-Llama-3.1-8B-Instruct (simulated) was asked: \"Hello?\" with max_tokens 99.");
    }

    @Test
    void anotherPromptIsQuotedFromItsEnd() throws Exception {
        assertThat(text("x".repeat(300) + " end", "{\"max_tokens\":99}"))
                .contains("was asked: \"…" + "x".repeat(196) + " end\"");
    }

    @Test
    void theAnswerEndsAfter16TokensUnlessToldOtherwise() throws Exception {
        JsonNode answer = ask("Hi @@tokens=50", null, "finish_reason", "num_output_tokens");
        assertThat(answer.get("finish_reason").asText()).isEqualTo("length");
        assertThat(answer.get("num_output_tokens").asInt()).isEqualTo(16);
        assertThat(answer.get("text_output").asText()).startsWith("t1 t2").endsWith(" t16");
    }

    @Test
    void theEndOfTheAnswerCountsAsAToken() throws Exception {
        JsonNode answer = ask("Hi you @@tokens=5", null, "finish_reason", "num_output_tokens", "num_input_tokens");
        assertThat(answer.get("finish_reason").asText()).isEqualTo("stop");
        assertThat(answer.get("num_output_tokens").asInt()).isEqualTo(6);
        assertThat(answer.get("num_input_tokens").asInt()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"stop\":\" t3\"}|t1 t2",
                "{\"stop\":[\"zz\",\"3 t\"]}|t1 t2 t",
                "{\"stop\":[\"t4\",\"t2\"]}|t1 ",
                "{\"stop\":\"t1\"}|",
                "{\"stop\":\"t3\",\"include_stop_str_in_output\":true}|t1 t2 t3"
            })
    void theAnswerEndsBeforeAStopString(String sampling, String expected) throws Exception {
        JsonNode whole = ask("Hi @@tokens=9", sampling, "finish_reason", "num_output_tokens");
        assertThat(whole.get("text_output").asText().strip()).isEqualTo(expected == null ? "" : expected.strip());
        assertThat(whole.get("finish_reason").asText()).isEqualTo("stop");
        List<JsonNode> events = stream("Hi @@tokens=9", sampling, "finish_reason", "num_output_tokens");
        assertThat(joined(events)).isEqualTo(whole.get("text_output").asText());
        assertThat(events.stream()
                        .mapToInt(event -> event.get("num_output_tokens").asInt())
                        .sum())
                .isEqualTo(whole.get("num_output_tokens").asInt());
    }

    @Test
    void onAStreamOnlyTheLastEventHasAFinishReasonAndCountsAreOfTheEvent() throws Exception {
        List<JsonNode> events =
                stream("Hi @@tokens=9", "{\"max_tokens\":3}", "finish_reason", "num_output_tokens", "num_input_tokens");
        assertThat(events)
                .extracting(event -> event.get("finish_reason").asText())
                .containsExactly("None", "None", "length");
        assertThat(events)
                .allMatch(event -> event.get("num_output_tokens").asInt() == 1)
                .allMatch(event -> event.get("num_input_tokens").asInt() == 2);
    }

    @Test
    void streamAndWholeAnswerHaveTheSameText() throws Exception {
        String sampling = "{\"max_tokens\":50}";
        assertThat(joined(stream("Ein Gruß 🙂\n an alle", sampling)))
                .isEqualTo(text("Ein Gruß 🙂\n an alle", sampling));
    }

    @Test
    void ignoreEosAndMinTokensMakeTheAnswerLonger() throws Exception {
        JsonNode ignoring = ask("Hi", "{\"max_tokens\":40,\"ignore_eos\":true}", "finish_reason", "num_output_tokens");
        assertThat(ignoring.get("num_output_tokens").asInt()).isEqualTo(40);
        assertThat(ignoring.get("finish_reason").asText()).isEqualTo("length");
        JsonNode minimum = ask("Hi", "{\"max_tokens\":40,\"min_tokens\":20}", "finish_reason", "num_output_tokens");
        assertThat(minimum.get("num_output_tokens").asInt()).isEqualTo(21);
    }

    @Test
    void severalChoicesComeAsArraysAndCanBeToldApart() throws Exception {
        JsonNode answer = ask("Hi", "{\"n\":2,\"max_tokens\":2}", "finish_reason");
        assertThat(answer.get("text_output").toString())
                .isEqualTo(
                        "[\"Meta-Llama-3.1-8B-Instruct (simulated)\",\"Meta-Llama-3.1-8B-Instruct[2] (simulated)\"]");
        assertThat(answer.get("finish_reason").toString()).isEqualTo("[\"length\",\"length\"]");
    }

    @Test
    void logprobsAreJsonInAStringOrTheStringNull() throws Exception {
        JsonNode with = ask("Hi @@tokens=9", "{\"max_tokens\":2,\"logprobs\":2}", "logprobs", "cumulative_logprob");
        JsonNode list = JSON.readTree(with.get("logprobs").asText());
        assertThat(list).hasSize(2).allMatch(token -> token.size() == 2);
        assertThat(list.get(1).get("101").toString())
                .isEqualTo("{\"logprob\":-0.5,\"rank\":1,\"decoded_token\":\" t2\"}");
        assertThat(with.get("cumulative_logprob").asDouble()).isEqualTo(-1.0);
        assertThat(ask("Hi", null, "logprobs").get("logprobs").asText()).isEqualTo("null");
    }

    @Test
    void aStructuredAnswerHasTheShapeOfItsSchema() throws Exception {
        String schema = "{\"json\":{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"},"
                + "\"size\":{\"type\":\"integer\"}}}}";
        String sampling =
                JSON.createObjectNode().put("structured_outputs", schema).toString();
        assertThat(text("Hi", sampling)).isEqualTo("{\"city\":\"simulated\",\"size\":42}");
    }

    @Test
    void theIdIsEchoedAndFailsWithoutSamplingParameters() {
        String id = "\"id\":\"r7\",\"text_input\":\"Hi\"";
        assertThat(generate("{" + id + ",\"sampling_parameters\":\"{}\"}")).contains("{\"id\":\"r7\",\"model_name\":");
        assertThat(generate("{" + id + "}")).contains(OPAQUE);
    }

    @Test
    void parametersMayStandAtTheTopOrNestedAndInputsNotInBothPlaces() {
        assertThat(generate(
                        "{\"text_input\":\"Hi\",\"parameters\":{\"max_tokens\":1,\"exclude_input_in_output\":true}}"))
                .isEqualTo(generate("{\"text_input\":\"Hi\",\"max_tokens\":1,\"exclude_input_in_output\":true}"));
        // a parameter in both places is no error, an input is
        assertThat(generate("{\"text_input\":\"Hi\",\"max_tokens\":1,\"parameters\":{\"max_tokens\":2},"
                        + "\"exclude_input_in_output\":true}"))
                .isEqualTo(generate("{\"text_input\":\"Hi\",\"max_tokens\":2,\"exclude_input_in_output\":true}"));
        assertThat(generate(
                        "{\"text_input\":\"Hi\",\"max_tokens\":1,\"max_tokens\":2,\"exclude_input_in_output\":true}"))
                .isEqualTo(generate("{\"text_input\":\"Hi\",\"max_tokens\":1,\"exclude_input_in_output\":true}"));
        assertThat(generate("{\"text_input\":\"Hi\",\"stream\":false,\"parameters\":{\"stream\":false}}"))
                .startsWith("HTTP/1.1 400 ")
                .endsWith("{\"error\":\"Converting keyword: 'parameters': [request id: <id_unknown>]"
                        + " input 'stream' already exists in request\"}");
        assertThat(generate("{\"text_input\":\"Hi\",\"text_input\":\"Ho\"}"))
                .endsWith("{\"error\":\"[request id: <id_unknown>] input 'text_input' already exists in request\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"foo\":1}",
                "{\"max_tokens\":null}",
                "{\"max_tokens\":0}",
                "{\"max_tokens\":\"2.5\"}",
                "{\"temperature\":-1}",
                "{\"temperature\":\"warm\"}",
                "{\"top_p\":0}",
                "{\"top_k\":-2}",
                "{\"presence_penalty\":2.5}",
                "{\"stop\":[1]}",
                "{\"stop\":{}}",
                "{\"logit_bias\":[]}",
                "{\"logprobs\":21}",
                "{\"n\":0}",
                "{\"n\":2,\"temperature\":0}",
                "{\"min_tokens\":5,\"max_tokens\":4}",
                "{\"structured_outputs\":{\"json\":{}}}",
                "[]"
            })
    void whateverIsWrongWithTheSamplingGivesOneOpaqueError(String sampling) throws Exception {
        assertThat(generate(request("Hi", sampling).toString()))
                .startsWith(
                        "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n")
                .contains("\r\n" + OPAQUE + "\r\n0\r\n\r\n");
        assertThat(RawConnection.exchange(
                        simulator,
                        RawConnection.post(
                                MODEL + "generate_stream",
                                request("Hi", sampling).put("stream", true).toString())))
                .startsWith("HTTP/1.1 400 Bad Request\r\nContent-Type: text/event-stream; charset=utf-8\r\n")
                .contains("\r\ndata: " + OPAQUE + "\n\n\r\n0\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"stop\":null,\"bad_words\":[\"a\"],\"stop_token_ids\":[1],\"logit_bias\":{\"1\":2}}",
                "{\"temperature\":\"0.5\",\"max_tokens\":\"3\",\"n\":1.0,\"ignore_eos\":\"false\"}",
                "{\"guided_decoding\":\"{\\\"choice\\\":[\\\"yes\\\"]}\"}",
                "{\"prompt_logprobs\":0,\"skip_special_tokens\":true,\"min_p\":0.1,\"repetition_penalty\":1.1}"
            })
    void whatVllmTakesIsTaken(String sampling) throws Exception {
        assertThat(generate(request("Hi", sampling).toString())).startsWith("HTTP/1.1 200 OK\r\n");
    }

    private static String text(String prompt, String sampling) throws Exception {
        return ask(prompt, sampling).get("text_output").asText();
    }

    private static JsonNode ask(String prompt, String sampling, String... outputs) throws Exception {
        String response = generate(request(prompt, sampling, outputs).toString());
        assertThat(response).startsWith("HTTP/1.1 200 OK\r\n");
        return JSON.readTree(response.split("\r\n")[5]);
    }

    private static List<JsonNode> stream(String prompt, String sampling, String... outputs) throws Exception {
        String body = request(prompt, sampling, outputs).put("stream", true).toString();
        String response = RawConnection.exchange(simulator, RawConnection.post(MODEL + "generate_stream", body));
        List<JsonNode> events = new ArrayList<>();
        for (String line : response.split("\r?\n")) {
            if (line.startsWith("data: ")) {
                events.add(JSON.readTree(line.substring(6)));
            }
        }
        return events;
    }

    private static String joined(List<JsonNode> events) {
        return events.stream().map(event -> event.get("text_output").asText()).collect(Collectors.joining());
    }

    private static ObjectNode request(String prompt, String sampling, String... outputs) {
        ObjectNode request = JSON.createObjectNode().put("text_input", prompt).put("exclude_input_in_output", true);
        if (sampling != null) {
            request.put("sampling_parameters", sampling);
        }
        for (String output : outputs) {
            request.put("return_" + output, true);
        }
        return request;
    }

    private static String generate(String body) {
        return RawConnection.exchange(simulator, RawConnection.post(MODEL + "generate", body));
    }
}
