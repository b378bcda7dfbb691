package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.JsonFields;
import io.openaitriton.simulator.TritonSimulator;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every field of a request with values of every JSON type. */
@ExtendWith(GatewayExtension.class)
class RequestShapesTest {
    private enum Shape {
        OBJECT("{}", "{\"a\":1}", "{\"text\":\"x\"}", "{\"text\":null}", "{\"parts\":null}", "{\"parts\":[]}"),
        STRING("\"\"", "\"1\"", "\"true\"", "\"x\""),
        INTEGER("1", "0", "-1"),
        NUMBER("1.5", "1.0", "1e2"),
        BIG("99999999999999999999"),
        INFINITE("1e999"),
        BOOLEAN("true", "false"),
        EMPTY("[]"),
        STRINGS("[\"x\"]", "[\"\"]"),
        INTEGERS("[1]"),
        OBJECTS("[{}]", "[{\"text\":\"x\"}]"),
        OTHERS("[[]]", "[[1]]", "[true]", "[1.5]"),
        NULLS("[null]");

        private final List<String> values;

        Shape(String... values) {
            this.values = List.of(values);
        }
    }

    private static final Set<Shape> OBJECT = EnumSet.of(Shape.OBJECT);
    private static final Set<Shape> TEXT = EnumSet.of(Shape.STRING);
    private static final Set<Shape> INTEGER = EnumSet.of(Shape.INTEGER);
    private static final Set<Shape> NUMBER = EnumSet.of(Shape.INTEGER, Shape.NUMBER, Shape.BIG);
    private static final Set<Shape> BOOLEAN = EnumSet.of(Shape.BOOLEAN);
    private static final Set<Shape> TEXTS = EnumSet.of(Shape.EMPTY, Shape.STRINGS);
    private static final Set<Shape> INTEGERS = EnumSet.of(Shape.EMPTY, Shape.INTEGERS);
    private static final Set<Shape> OBJECTS = EnumSet.of(Shape.EMPTY, Shape.OBJECTS);

    /** What OpenAI, and vLLM for its extensions, take; null besides. */
    private static final Map<String, Set<Shape>> FIELDS = new LinkedHashMap<>();

    /** The same within the value of another field. */
    private static final Map<String, Set<Shape>> WITHIN = new LinkedHashMap<>();

    static {
        all(TEXT, "model", "user", "prompt_cache_key", "reasoning_effort", "verbosity", "lora_name", "chat_template");
        all(TEXT, "guided_regex", "guided_grammar", "guided_decoding_backend", "guided_whitespace_pattern");
        all(OBJECTS, "messages", "tools", "functions", "documents");
        all(BOOLEAN, "stream", "logprobs", "parallel_tool_calls", "ignore_eos", "skip_special_tokens", "echo");
        all(BOOLEAN, "include_reasoning");
        all(
                BOOLEAN,
                "add_generation_prompt",
                "continue_final_message",
                "use_beam_search",
                "add_special_tokens",
                "enable_thinking");
        all(BOOLEAN, "include_stop_str_in_output", "spaces_between_special_tokens", "return_token_ids");
        all(BOOLEAN, "return_tokens_as_token_ids");
        all(OBJECT, "stream_options", "logit_bias", "response_format", "audio", "prediction", "web_search_options");
        all(OBJECT, "chat_template_kwargs", "mm_processor_kwargs", "structured_outputs", "kv_transfer_params");
        all(OBJECT, "vllm_xargs");
        all(NUMBER, "temperature", "top_p", "presence_penalty", "frequency_penalty", "min_p", "repetition_penalty");
        all(NUMBER, "length_penalty");
        all(INTEGER, "max_tokens", "max_completion_tokens", "seed", "n", "top_logprobs", "top_k", "min_tokens");
        all(INTEGER, "best_of", "truncate_prompt_tokens", "prompt_logprobs", "thinking_token_budget");
        all(EnumSet.of(Shape.STRING, Shape.EMPTY, Shape.STRINGS), "stop");
        all(EnumSet.of(Shape.STRING, Shape.OBJECT), "tool_choice", "function_call", "guided_json", "structural_tag");
        all(TEXTS, "modalities", "bad_words", "guided_choice");
        all(EnumSet.of(Shape.EMPTY, Shape.STRINGS, Shape.OBJECTS), "logits_processors");
        all(INTEGERS, "stop_token_ids", "allowed_token_ids");

        String user = "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"";
        String part = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":";
        String call = user + "},{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c\",";
        within("messages[0].role", TEXT, "{\"messages\":[{\"content\":\"hi\",\"role\":%s}]");
        within(
                "messages[0].content",
                EnumSet.of(Shape.STRING, Shape.EMPTY, Shape.OBJECTS),
                "{\"messages\":[{\"role\":\"user\",\"content\":%s}]");
        within(
                "messages[0].content",
                EnumSet.of(Shape.STRING, Shape.EMPTY, Shape.OBJECTS),
                "{\"messages\":[{\"role\":\"assistant\",\"content\":%s}]");
        within("messages[0].name", TEXT, user + ",\"name\":%s}]");
        within("messages[0].reasoning_content", TEXT, user + ",\"reasoning_content\":%s}]");
        within("messages[0].tool_calls", OBJECTS, user + ",\"tool_calls\":%s}]");
        within("messages[0].tool_call_id", TEXT, user + ",\"tool_call_id\":%s}]");
        within("messages[0].function_call", OBJECT, user + ",\"function_call\":%s}]");
        within("messages[0].content[0].type", TEXT, "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":%s}]}]");
        within("messages[0].content[0].text", TEXT, part + "\"text\",\"text\":%s}]}]");
        within("messages[0].content[0].image_url", OBJECT, part + "\"image_url\",\"image_url\":%s}]}]");
        within("messages[0].content[0].image_url.url", TEXT, part + "\"image_url\",\"image_url\":{\"url\":%s}}]}]");
        within("messages[1].tool_calls[0].function", OBJECT, call + "\"type\":\"function\",\"function\":%s}]}]");
        within(
                "messages[1].tool_calls[0].function.name",
                TEXT,
                call + "\"type\":\"function\",\"function\":{\"arguments\":\"{}\",\"name\":%s}}]}]");
        within(
                "messages[1].tool_calls[0].function.arguments",
                EnumSet.of(Shape.STRING, Shape.OBJECT),
                call + "\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":%s}}]}]");
        within("messages[1].tool_calls[0].type", TEXT, call + "\"function\":{\"name\":\"f\"},\"type\":%s}]}]");
        within("tools[0].type", TEXT, user + "}],\"tools\":[{\"function\":{\"name\":\"f\"},\"type\":%s}]");
        within("tools[0].function", OBJECT, user + "}],\"tools\":[{\"type\":\"function\",\"function\":%s}]");
        within(
                "tools[0].function.name",
                TEXT,
                user + "}],\"tools\":[{\"type\":\"function\",\"function\":{\"name\":%s}}]");
        within(
                "tools[0].function.description",
                TEXT,
                user + "}],\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"description\":%s}}]");
        within(
                "tools[0].function.parameters",
                OBJECT,
                user + "}],\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":%s}}]");
        within(
                "tools[0].function.strict",
                BOOLEAN,
                user + "}],\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"strict\":%s}}]");
        within(
                "stream_options.include_usage",
                BOOLEAN,
                user + "}],\"stream\":true,\"stream_options\":{\"include_usage\":%s}");
        within("response_format.type", TEXT, user + "}],\"response_format\":{\"type\":%s}");
        within(
                "response_format.json_schema",
                OBJECT,
                user + "}],\"response_format\":{\"type\":\"json_schema\",\"json_schema\":%s}");
        within(
                "response_format.json_schema.schema",
                OBJECT,
                user
                        + "}],\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":%s}}");
    }

    private static TritonSimulator triton;
    private static GatewayServer gateway;

    private static void all(Set<Shape> shapes, String... names) {
        for (String name : names) {
            FIELDS.put(name, shapes);
        }
    }

    private static void within(String param, Set<Shape> shapes, String json) {
        WITHIN.put(param + " " + json, shapes);
    }

    @BeforeAll
    static void start(Gateways gateways) {
        triton = gateways.triton();
        gateway = gateways.shared("triton.dialect", "vllm");
    }

    static Stream<String> fields() {
        return FIELDS.keySet().stream();
    }

    static Stream<String> fieldsWithin() {
        return WITHIN.keySet().stream();
    }

    static Stream<String> completionFields() {
        // what a chat calls otherwise is tested below
        return FIELDS.keySet().stream().filter(name -> !name.equals("echo") && !name.equals("logprobs"));
    }

    @Test
    void noFieldIsForgotten() {
        Set<String> names = Arrays.stream(ChatCompletionRequest.class.getRecordComponents())
                .map(JsonFields::name)
                .collect(Collectors.toSet());
        assertThat(FIELDS.keySet()).containsExactlyInAnyOrderElementsOf(names);
    }

    @ParameterizedTest
    @MethodSource("fields")
    void aFieldOfAChatIsReadFromNoOtherShape(String field) throws Exception {
        String before = field.equals("messages") ? "{" : "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],";
        check("/v1/chat/completions", field, FIELDS.get(field), before + "\"" + field + "\":%s}");
    }

    @ParameterizedTest
    @MethodSource("fieldsWithin")
    void aFieldWithinAnotherIsReadFromNoOtherShape(String field) throws Exception {
        int space = field.indexOf(' ');
        String json = field.substring(space + 1);
        // nothing is sent, so that the values that pass take no time
        check("/v1/chat/completions/render", field.substring(0, space), WITHIN.get(field), json + "}");
    }

    @ParameterizedTest
    @MethodSource("completionFields")
    void aFieldOfACompletionIsReadFromNoOtherShape(String field) throws Exception {
        check("/v1/completions", field, FIELDS.get(field), "{\"prompt\":\"hi\",\"" + field + "\":%s}");
    }

    @ParameterizedTest
    @CsvSource({"suffix, STRING", "echo, BOOLEAN", "logprobs, INTEGER"})
    void aFieldThatACompletionHasForItselfIsReadFromNoOtherShape(String field, Shape shape) throws Exception {
        check("/v1/completions", field, EnumSet.of(shape), "{\"prompt\":\"hi\",\"" + field + "\":%s}");
    }

    @Test
    void aPromptIsReadFromNoOtherShape() throws Exception {
        check("/v1/completions", "prompt", EnumSet.of(Shape.STRING, Shape.STRINGS), "{\"prompt\":%s}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"x\"", "\"\"", "1", "true", "null", "[{}]", ""})
    void aRequestIsAnObject(String body) throws Exception {
        for (String path : List.of("/v1/chat/completions", "/v1/chat/completions/render", "/v1/completions")) {
            HttpResponse<String> answer = post(path, body);
            assertThat(answer.statusCode()).as(path).isEqualTo(400);
            assertThat(OpenAiJson.mapper()
                            .readTree(answer.body())
                            .at("/error/message")
                            .textValue())
                    .contains("object");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "messages[0].content, '{\"messages\":[{\"role\":\"user\",\"content\":{\"text\":\"x\"}}]}', a string or an array of parts",
        "messages[0].content, '{\"messages\":[{\"role\":\"user\",\"content\":{}}]}', a string or an array of parts",
        "messages[0].reasoning_content, '{\"messages\":[{\"role\":\"user\",\"reasoning_content\":{}}]}', a string.",
        "stop, '{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"stop\":{}}', a string or an array of strings",
        "tools[0], '{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"tools\":[7]}', an object",
        "logit_bias, '{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"logit_bias\":[]}', an object",
    })
    void theErrorSaysWhatIsExpected(String param, String json, String expected) throws Exception {
        JsonNode error = OpenAiJson.mapper()
                .readTree(post("/v1/chat/completions", json).body())
                .get("error");
        assertThat(error.get("param").textValue()).isEqualTo(param);
        assertThat(error.get("message").textValue())
                .contains("'" + param + "'")
                .contains("expected " + (expected.endsWith(".") ? expected.replace(".", "") : expected));
    }

    private static void check(String path, String field, Set<Shape> allowed, String json) throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Shape shape : Shape.values()) {
            for (String value : shape.values) {
                HttpResponse<String> answer = post(path, json.replace("%s", value));
                String said =
                        value + ": " + answer.statusCode() + " " + answer.body().replaceAll("(?s)(.{100}).*", "$1");
                if (answer.statusCode() >= 500 && !answer.body().contains("triton_error")) {
                    wrong.add(said);
                } else if (!allowed.contains(shape)) {
                    JsonNode error = OpenAiJson.mapper().readTree(answer.body()).at("/error");
                    if (answer.statusCode() != 400 || !names(error.path("param").asText(), field)) {
                        wrong.add(said);
                    }
                }
            }
        }
        assertThat(wrong).as(field).isEmpty();
    }

    /** The field itself, or an element or a field of it. */
    private static boolean names(String param, String field) {
        return param.equals(field) || param.startsWith(field + "[") || param.startsWith(field + ".");
    }

    private static HttpResponse<String> post(String path, String json) {
        HttpRequest request = HttpRequest.newBuilder(gateway.post(json), (name, value) -> true)
                .uri(gateway.uri(path))
                .build();
        return gateway.send(request, BodyHandlers.ofString());
    }
}
