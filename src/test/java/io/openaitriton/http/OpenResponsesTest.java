package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the Open Responses specification of 2026-04-24 requires, for the requests of its compliance tests: basic, streamed, system prompt, tool calling whole and
 * streamed, image input, several turns.
 */
@Timeout(120)
@ExtendWith(GatewayExtension.class)
class OpenResponsesTest {
    private static final Set<String> STATUSES = Set.of("in_progress", "completed", "incomplete");
    /** Fields that must be there, and whether each may be null. */
    private static final List<String> NOT_NULL =
            words("id object created_at status model output tools tool_choice truncation"
                    + " parallel_tool_calls text top_p presence_penalty frequency_penalty top_logprobs temperature store background"
                    + " service_tier metadata");

    private static final List<String> NULLABLE =
            words("completed_at incomplete_details previous_response_id instructions error"
                    + " reasoning usage max_output_tokens max_tool_calls safety_identifier prompt_cache_key");

    private static final String PLACE = " item_id output_index content_index";
    private static final Map<String, List<String>> EVENTS = Map.ofEntries(
            Map.entry("response.created", words("response")),
            Map.entry("response.in_progress", words("response")),
            Map.entry("response.completed", words("response")),
            Map.entry("response.incomplete", words("response")),
            Map.entry("response.failed", words("response")),
            Map.entry("response.output_item.added", words("output_index item")),
            Map.entry("response.output_item.done", words("output_index item")),
            Map.entry("response.content_part.added", words("part" + PLACE)),
            Map.entry("response.content_part.done", words("part" + PLACE)),
            Map.entry("response.output_text.delta", words("delta" + PLACE)),
            Map.entry("response.output_text.done", words("text" + PLACE)),
            Map.entry("response.function_call_arguments.delta", words("delta item_id output_index")),
            Map.entry("response.function_call_arguments.done", words("arguments item_id output_index")),
            Map.entry("response.reasoning_summary_part.added", words("part item_id output_index summary_index")),
            Map.entry("response.reasoning_summary_part.done", words("part item_id output_index summary_index")),
            Map.entry("response.reasoning_summary_text.delta", words("delta item_id output_index summary_index")),
            Map.entry("response.reasoning_summary_text.done", words("text item_id output_index summary_index")),
            Map.entry("error", words("error")));

    private static final String WEATHER =
            "'input':[{'type':'message','role':'user','content':'Weather in Rome?'}],'tools':[{'type':'function','name':'get_weather',"
                    + "'description':'Tells it','parameters':{'type':'object','properties':{'location':{'type':'string'}},"
                    + "'required':['location']}}]";
    private static final String CALL =
            "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"location\": \"Rome\"}}\n</tool_call>";

    private static final String IMAGES =
            "{% for m in messages %}{% if m.content is string %}{{ m.content }}{% else %}{% for p in m.content %}"
                    + "{{ '<|image|>' if p.type == 'image' else p.text }}{% endfor %}{% endif %}{% endfor %}";

    @Test
    void textsAndCallsAreAsItRequires(Gateways gateways) throws IOException {
        TritonSimulator triton = gateways.simulator();
        GatewayServer gateway = gateways.start(triton, "openai.template", "qwen-2.5", "triton.dialect", "vllm");
        for (String input : List.of(
                "'input':[{'type':'message','role':'user','content':'Say hello.'}]",
                "'input':[{'type':'message','role':'system','content':'You are a pirate.'},{'type':'message','role':'user','content':'Say hello.'}]",
                "'input':[{'type':'message','role':'user','content':'I am Alice.'},{'type':'message','role':'assistant','content':'Hello Alice!'},"
                        + "{'type':'message','role':'user','content':'Who am I?'}]")) {
            triton.enqueue(ScriptedReply.json(200, event("Hello.", "stop")));
            completed(whole(gateway, input), "message");
            triton.enqueue(ScriptedReply.events(event("Hel", "None"), event("lo.", "stop")));
            completed(streamed(gateway, input, "response.output_text.delta", "response.output_text.done"), "message");
        }
        triton.enqueue(ScriptedReply.json(200, event(CALL, "stop")));
        completed(whole(gateway, WEATHER), "function_call");
        triton.enqueue(ScriptedReply.events(event(CALL, "stop")));
        completed(
                streamed(
                        gateway,
                        WEATHER,
                        "response.output_item.added",
                        "response.function_call_arguments.delta",
                        "response.function_call_arguments.done",
                        "response.output_item.done"),
                "function_call");
        triton.enqueue(ScriptedReply.events(event("Hel", "None"), event("lo", "length")));
        JsonNode cut = streamed(gateway, "'input':'Hi'", "response.incomplete");
        assertThat(cut.at("/incomplete_details/reason").textValue()).isEqualTo("max_output_tokens");
        triton.enqueue(ScriptedReply.json(500, "{\"error\":\"boom\"}"));
        JsonNode error = OpenAiJson.mapper()
                .readTree(post(gateway, "'input':'Hi'").body())
                .path("error");
        assertThat(names(error)).contains("type", "code", "message", "param");
    }

    @Test
    void imagesAreAsItRequires(@TempDir Path folder, Gateways gateways) throws IOException {
        Path template = Files.writeString(folder.resolve("chat_template.jinja"), IMAGES);
        TritonSimulator triton = gateways.simulator();
        GatewayServer gateway =
                gateways.start(triton, "openai.template", template.toString(), "triton.dialect", "vllm");
        triton.enqueue(ScriptedReply.json(200, event("A dot.", "stop")));
        completed(
                whole(
                        gateway,
                        "'input':[{'type':'message','role':'user','content':[{'type':'input_text','text':'What is it?'},{'type':'input_image',"
                                + "'image_url':'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='}]}]"),
                "message");
    }

    private static void completed(JsonNode response, String type) {
        assertThat(response.path("status").textValue()).as(response.toString()).isEqualTo("completed");
        assertThat(response.path("output")).isNotEmpty();
        assertThat(response.path("output").findValuesAsText("type")).contains(type);
    }

    private static JsonNode whole(GatewayServer gateway, String fields) throws IOException {
        HttpResponse<String> answer = post(gateway, fields);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode response = OpenAiJson.mapper().readTree(answer.body());
        response(response);
        return response;
    }

    /** The response of the last event. */
    private static JsonNode streamed(GatewayServer gateway, String fields, String... expected) throws IOException {
        HttpResponse<String> answer = post(gateway, "'stream':true," + fields);
        JsonNode last = null;
        Set<String> types = new TreeSet<>();
        int sequence = 0;
        for (String event : answer.body().split("\n\n")) {
            String data = event.lines()
                    .filter(line -> line.startsWith("data: "))
                    .findFirst()
                    .orElseThrow()
                    .substring(6);
            last = OpenAiJson.mapper().readTree(data);
            String type = last.path("type").textValue();
            assertThat(event).startsWith("event: " + type + "\n");
            assertThat(last.path("sequence_number").intValue()).isEqualTo(sequence++);
            assertThat(EVENTS).containsKey(type);
            assertThat(names(last)).as(type).containsAll(EVENTS.get(type));
            if (last.has("response")) {
                response(last.get("response"));
            }
            if (last.has("item")) {
                item(last.get("item"));
            }
            if (last.has("part")) {
                part(last.get("part"));
            }
            types.add(type);
        }
        assertThat(types).contains("response.created", "response.in_progress").contains(expected);
        return last.path("response");
    }

    private static void response(JsonNode response) {
        assertThat(names(response)).containsAll(NOT_NULL).containsAll(NULLABLE);
        for (String field : NOT_NULL) {
            assertThat(response.get(field).isNull()).as(field).isFalse();
        }
        assertThat(response.get("object").textValue()).isEqualTo("response");
        assertThat(response.get("truncation").textValue()).isIn("auto", "disabled");
        assertThat(response.at("/text/format/type").textValue()).isNotNull();
        response.get("output").forEach(OpenResponsesTest::item);
        for (JsonNode tool : response.get("tools")) {
            assertThat(names(tool)).contains("type", "name", "description", "parameters", "strict");
        }
        if (!response.get("usage").isNull()) {
            assertThat(names(response.get("usage")))
                    .containsAll(words(
                            "input_tokens output_tokens total_tokens input_tokens_details output_tokens_details"));
            assertThat(response.at("/usage/input_tokens_details/cached_tokens").isInt())
                    .isTrue();
            assertThat(response.at("/usage/output_tokens_details/reasoning_tokens")
                            .isInt())
                    .isTrue();
        }
        if (!response.get("reasoning").isNull()) {
            assertThat(names(response.get("reasoning"))).contains("effort", "summary");
        }
    }

    private static void item(JsonNode item) {
        String required = switch (item.path("type").textValue()) {
            case "message" -> "id status role content";
            case "function_call" -> "id call_id name arguments status";
            case "reasoning" -> "id summary";
            default -> throw new AssertionError(item.toString());
        };
        assertThat(names(item)).as(item.toString()).containsAll(words(required));
        if (item.has("status")) {
            assertThat(item.get("status").textValue()).isIn(STATUSES);
        }
        item.path("content").forEach(OpenResponsesTest::part);
    }

    private static void part(JsonNode part) {
        assertThat(names(part)).contains("type", "text");
        if (part.get("type").textValue().equals("output_text")) {
            assertThat(part.path("annotations").isArray()).isTrue();
        }
    }

    private static HttpResponse<String> post(GatewayServer gateway, String fields) {
        return gateway.send(
                HttpRequest.newBuilder(gateway.uri("/v1/responses"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(("{'model':'8b'," + fields + "}").replace('\'', '"')))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String event(String text, String reason) {
        return OpenAiJson.mapper()
                .createObjectNode()
                .put("model_name", "m")
                .put("text_output", text)
                .put("finish_reason", reason)
                .put("num_input_tokens", 7)
                .put("num_output_tokens", 1)
                .toString();
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> words(String text) {
        return List.of(text.strip().split(" "));
    }
}
