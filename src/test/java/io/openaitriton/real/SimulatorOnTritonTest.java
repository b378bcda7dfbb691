package io.openaitriton.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.simulator.RawConnection;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The simulator answers as a real Triton server: status, headers and body, byte for byte but for the texts and counts of models. The real server's models are
 * loaded with the configurations that the simulator shows.
 *
 * <p>Left out is what differs by release: the limit of a body (2.65), an empty list for an input (refused after 2.65), the version of the server.
 */
class SimulatorOnTritonTest {
    private static final String[] MODELS = {
        "vllm=vllm+loras",
        "ensemble=tensorrt-llm",
        "tensorrt_llm_bls=tensorrt-llm-bls",
        "tensorrt_llm=tensorrt-llm-api",
        "generic=generic"
    };

    /** What each model is sent with its prompt, whole and streamed. */
    private static final Map<String, String> FIELDS = Map.of(
            "vllm",
            "'exclude_input_in_output':true,'return_finish_reason':true,'return_num_input_tokens':true,"
                    + "'return_num_output_tokens':true,'sampling_parameters':'{\\\"max_tokens\\\":9}'",
            "ensemble",
            "'max_tokens':9,'exclude_input_in_output':true,'return_num_input_tokens':true,'return_num_output_tokens':true",
            "tensorrt_llm_bls",
            "'max_tokens':9,'exclude_input_in_output':true,'return_num_input_tokens':true,'return_num_output_tokens':true",
            "tensorrt_llm",
            "'sampling_param_max_tokens':9,'sampling_param_exclude_input_from_output':true,'return_finish_reason':true",
            "generic",
            "'max_tokens':9");

    private static final Map<String, String> STREAM = Map.of("tensorrt_llm", "'streaming':true");

    @TempDir
    private static Path folder;

    private static RealTriton triton;
    private static TritonSimulator simulator;

    @BeforeAll
    static void start() throws IOException {
        triton = RealTriton.prepare(
                folder, "vllm", "tensorrt_llm_step", "ensemble", "tensorrt_llm_bls", "tensorrt_llm", "generic");
        triton.begin();
        simulator = TritonSimulator.start(SimulatorSettings.defaults().withModels(MODELS));
        for (String model : List.of("vllm", "tensorrt_llm_bls", "tensorrt_llm", "generic")) {
            triton.load(model, simulated(model).put("backend", "python").toString());
        }
        ObjectNode ensemble = simulated("ensemble");
        ObjectNode step = ensemble.deepCopy();
        step.remove(List.of("ensemble_scheduling", "instance_group"));
        step.put("name", "tensorrt_llm_step").put("platform", "").put("backend", "python");
        triton.load("tensorrt_llm_step", step.toString());
        // a setting of newer releases
        ((ObjectNode) ensemble.get("ensemble_scheduling")).remove("max_inflight_requests");
        ((ObjectNode) ensemble.at("/ensemble_scheduling/step/0")).put("model_name", "tensorrt_llm_step");
        triton.load("ensemble", ensemble.toString());
    }

    @AfterAll
    static void stop() {
        if (triton != null) {
            triton.close();
        }
        if (simulator != null) {
            simulator.close();
        }
    }

    private static ObjectNode simulated(String model) throws IOException {
        return (ObjectNode) OpenAiJson.mapper().readTree(body(exchange(simulator.port(), get(config(model)))));
    }

    private static String config(String model) {
        return "/v2/models/" + model + "/config";
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
    }

    /** @param json in which single quotes stand for double ones */
    private static String post(String path, String json) {
        String body = json.replace('\'', '"');
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    private static String exchange(int port, String request) {
        try (RawConnection connection = new RawConnection(port, 0)) {
            return connection.send(request).response();
        }
    }

    private static String body(String response) {
        return response.substring(response.indexOf("\r\n\r\n") + 4);
    }

    private static void same(String request) {
        same(request, request);
    }

    private static void same(String real, String simulated) {
        assertThat(masked(exchange(simulator.port(), simulated)))
                .as(real)
                .isEqualTo(masked(exchange(triton.port(), real)));
    }

    /** Without the texts of models, their counts and what these make of lengths; of equal neighbours among the events only one. */
    private static String masked(String response) {
        String text = response.replaceAll("\"(text_output|logprobs)\":\"(?:[^\"\\\\]|\\\\.)*\"", "\"$1\":\"T\"")
                .replaceAll("\"(text_output|logprobs)\":\\[\".*?\"](?=[,}])", "\"$1\":[\"T\"]")
                .replaceAll("\"(num_\\w+|cumulative_logprob)\":(\\[)?[-\\d.,]+]?(?=[,}])", "\"$1\":$2N")
                .replaceAll("(?dm)^[1-9a-f][0-9a-f]*\r$", "LENGTH");
        List<String> parts = new ArrayList<>();
        for (String part : text.split("(?=LENGTH)")) {
            if (parts.isEmpty() || !parts.get(parts.size() - 1).equals(part)) {
                parts.add(part);
            }
        }
        return String.join("", parts);
    }

    /** A prompt that asks the model of either side for the same. */
    private static String prompt(String script, String markers) {
        return "'text_input':'<<{\\\"text\\\":\\\"t1 t2 t3 t4 t5\\\"" + script + "}>> @@tokens=5" + markers + "'";
    }

    private static String failing(String when) {
        return prompt(
                ",\\\"error\\\":\\\"CUDA out of memory (simulated)\\\",\\\"fail_after\\\":"
                        + (when.equals("midstream") ? 3 : 0),
                " @@fail=" + when);
    }

    private static String streamed(String model) {
        return FIELDS.get(model) + "," + STREAM.getOrDefault(model, "'stream':true");
    }

    static Stream<String> models() {
        return Stream.of(MODELS).map(model -> model.split("=")[0]);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void answersAndStreams(String model) {
        String path = "/v2/models/" + model + "/generate";
        String prompt = prompt("", "");
        for (String id : List.of("", "'id':'a-7',")) {
            // a parameter of that name is what a vLLM model refuses, and a sampling_parameters input what hides it
            same(post(path, "{" + id + prompt + "," + FIELDS.get(model) + "}"));
            same(post(path + "_stream", "{" + id + prompt + "," + streamed(model) + "}"));
        }
        same(post(path + "_stream", "{" + prompt + "," + FIELDS.get(model) + "}"));
        same(post(path, "{" + prompt + "," + streamed(model) + "}"));
        same(post(path, "{" + prompt + ",'parameters':{" + FIELDS.get(model) + "}}"));
        String versioned = "/v2/models/" + model + "/versions/";
        for (String version : List.of("1", "9", "x")) {
            same(post(versioned + version + "/generate", "{" + prompt + "," + FIELDS.get(model) + "}"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void failuresOfModels(String model) {
        String path = "/v2/models/" + model + "/generate";
        same(post(path, "{" + failing("at-once") + "," + FIELDS.get(model) + "}"));
        same(post(path + "_stream", "{" + failing("at-once") + "," + streamed(model) + "}"));
        same(post(path + "_stream", "{" + failing("midstream") + "," + streamed(model) + "}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void requestsThatAreWrong(String model) {
        for (String json : List.of(
                "",
                "{bad",
                "[1]",
                "'a'",
                "{}",
                "{'text_input':'a'}x",
                "{'text_input':null}",
                "{'text_input':1}",
                "{'text_input':{}}",
                "{'text_input':['a','b']}",
                "{'text_input':'a','foo':[1]}",
                "{'text_input':'a','foo':null}",
                "{'text_input':'a','foo':1,'foo':2}",
                "{'text_input':'a','parameters':[1]}",
                "{'text_input':'a','text_input':'b'}",
                "{'text_input':'a','parameters':{'text_input':'b'}}",
                "{'text_input':'a','id':1}")) {
            same(post("/v2/models/" + model + "/generate", json));
            same(post("/v2/models/" + model + "/generate_stream", json));
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "ensemble|'max_tokens':2.5",
                "ensemble|'max_tokens':'2'",
                "ensemble|'max_tokens':null",
                "ensemble|'max_tokens':[2,3]",
                "ensemble|'max_tokens':2,'temperature':'x'",
                "ensemble|'max_tokens':2,'temperature':null",
                "ensemble|'max_tokens':2,'stream':'x'",
                "ensemble|'max_tokens':2,'seed':-1",
                "ensemble|'max_tokens':2,'stop_words':[1]",
                "tensorrt_llm_bls|'max_tokens':2.5",
                "tensorrt_llm_bls|'stream':true",
                "vllm|'nope':1",
                "vllm|'sampling_parameters':'{\\\"nope\\\":1}'",
                "vllm|'sampling_parameters':{}",
                "vllm|'stream':true,'exclude_input_in_output':false",
                "vllm|'return_logprobs':true,'return_cumulative_logprob':true,'return_num_output_tokens':true,'exclude_input_in_output':true,'sampling_parameters':'{\\\"n\\\":2}'"
            })
    void valuesOfInputs(String model, String fields) {
        same(post("/v2/models/" + model + "/generate", "{'text_input':'a'," + fields + "}"));
        same(post("/v2/models/" + model + "/generate_stream", "{'text_input':'a'," + fields + "}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void documents(String model) throws IOException {
        same(get("/v2/models/" + model + "/ready"));
        same(get("/v2/models/" + model + "/versions/9/ready"));
        same(get("/v2/models/" + model + "/versions/9/config"));
        // the vLLM backend's models are Python models here
        assertThat(exchange(simulator.port(), get("/v2/models/" + model))
                        .replace("\"platform\":\"vllm\"", "\"platform\":\"python\"")
                        .replaceAll("Content-Length: \\d+", ""))
                .isEqualTo(exchange(triton.port(), get("/v2/models/" + model)).replaceAll("Content-Length: \\d+", ""));
        ObjectNode simulated = simulated(model);
        if (model.equals("ensemble")) {
            // its maps have no order
            ((ObjectNode) simulated.get("ensemble_scheduling")).remove("max_inflight_requests");
            ((ObjectNode) simulated.at("/ensemble_scheduling/step/0")).put("model_name", "tensorrt_llm_step");
            assertThat((JsonNode) simulated).isEqualTo(OpenAiJson.mapper().readTree(triton.config(model)));
        } else {
            String config = simulated.toString();
            assertThat(
                            model.equals("vllm")
                                    ? config.replace("\"backend\":\"vllm\"", "\"backend\":\"python\"")
                                            .replace(
                                                    "\"default_model_filename\":\"\"",
                                                    "\"default_model_filename\":\"model.py\"")
                                    : config)
                    .isEqualTo(triton.config(model));
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "/v2/",
                "/",
                "/v2/health/live",
                "/v2/health/ready",
                "/v2/models/nope",
                "/v2/models/nope/config",
                "/v2/models/nope/ready",
                "/v2/models/nope/generate",
                "/v2/models/nope/generate_stream",
                "/v2/models/nope/infer",
                "/v2/models/vllm/infer",
                "/v2/models/vllm/generate/",
                "/v2/models/vllm/nothing",
                "/v2/models/v%6clm/generate",
                "/v2/models/vllm/generate?a=b",
                "/metrics"
            })
    void pathsAndMethods(String path) {
        for (String method : List.of("GET", "POST", "PUT", "DELETE")) {
            same(post(path, "{'text_input':'a'}").replace("POST", method));
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {"Connection: close", "Content-Encoding: gzip", "Content-Type: text/plain", "Expect: 100-continue"
            })
    void headers(String header) {
        String request = post("/v2/models/vllm/generate", "{" + prompt("", "") + "," + FIELDS.get("vllm") + "}");
        same(request.replace("Host: x", header));
    }

    @Test
    void theIndexHasTheSameEntries() {
        String index = body(exchange(triton.port(), post("/v2/repository/index", "{}")));
        for (String entry : body(exchange(simulator.port(), post("/v2/repository/index", "{}")))
                .replaceAll("[\\[\\]]", "")
                .split("(?<=}),")) {
            assertThat(index).contains(entry);
        }
    }

    @Test
    void aModelThatIsUnloadedHasNoVersions() {
        String path = "/v2/models/generic/generate";
        triton.unload("generic");
        try {
            same(post(path, "{'text_input':'a'}"), post(path, "{'text_input':'@@fail=not-ready'}"));
            same(
                    post(path + "_stream", "{'text_input':'a'}"),
                    post(path + "_stream", "{'text_input':'@@fail=not-ready'}"));
        } finally {
            triton.load("generic");
        }
    }
}
