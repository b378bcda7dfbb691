package io.openaitriton.triton.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.openaitriton.generation.Tool;
import io.openaitriton.response.ResponseFormat;
import io.openaitriton.response.ResponseListener;
import io.openaitriton.response.ResponseParser;
import io.openaitriton.response.ResponseReading;
import io.openaitriton.response.ResponseReading.Enforced;
import io.openaitriton.response.ResponseTemplates;
import io.openaitriton.response.Writing;
import io.openaitriton.simulator.tools.ToolPlayer;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The simulator's output under the gateway's structural tags is read as calls, for each family. */
class SimulatedTagsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TestFactory
    List<DynamicTest> callsUnderTagsAreRead() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (InputStream in = ToolPlayer.class.getResourceAsStream("played.json")) {
            JsonNode played = JSON.readTree(in);
            for (JsonNode row : played.get("prompts")) {
                String family = row.get("family").textValue();
                Writing.calls(ResponseTemplates.tools(family))
                        .filter(writing -> CallTags.describe(writing, tools(played)))
                        .ifPresent(writing -> tests.add(DynamicTest.dynamicTest(
                                family, () -> check(family, notThinking(row), writing, tools(played)))));
            }
        }
        assertThat(tests).hasSizeGreaterThan(7);
        return tests;
    }

    private static void check(String family, String prompt, Writing.Calls writing, List<Tool> tools) {
        CallTags tags = new CallTags(writing, tools, true);
        assertThat(calls(family, prompt, tags.required(), tools)).hasSize(1);
        String two = prompt.replace("in celsius?", "in celsius? @@calls=2");
        assertThat(calls(family, two, tags.required(), tools)).hasSize(2);
        String hello = prompt.replace("What is the weather in Paris for 3 days, in celsius?", "Hello");
        assertThat(calls(family, hello, tags.required(), tools)).hasSize(1);
        if (tags.allowed() != null) {
            assertThat(calls(family, prompt, tags.allowed(), tools)).hasSize(1);
            assertThat(calls(family, hello, tags.allowed(), tools)).isEmpty();
        }
    }

    /** Tags for calls alone are for prompts that have not opened the thoughts. */
    private static String notThinking(JsonNode row) {
        return row.get("prompt").textValue().replaceFirst("<think>\n$", "");
    }

    private static List<Tool> tools(JsonNode played) {
        List<Tool> tools = new ArrayList<>();
        for (JsonNode tool : played.get("tools")) {
            JsonNode function = tool.get("function");
            tools.add(new Tool(function.get("name").textValue(), function.get("parameters"), true));
        }
        return tools;
    }

    /** The calls' names and arguments. */
    private static List<String> calls(String family, String prompt, JsonNode tag, List<Tool> tools) {
        String text = new ToolPlayer(prompt, family, (verb, what) -> "text", 0)
                .tagged(new TextNode(Tags.text(tag)), false, true)
                .text();
        Map<String, JsonNode> schemas = new LinkedHashMap<>();
        tools.forEach(tool -> schemas.put(tool.name(), tool.parameters()));
        ResponseFormat format = new ResponseFormat(
                ResponseTemplates.tools(family),
                ResponseTemplates.reasoning(family.equals("harmony") || family.equals("mistral") ? family : "think"));
        Calls calls = new Calls();
        ResponseParser parser =
                new ResponseParser(new ResponseReading(format, prompt, schemas, Enforced.NOTHING, null, true), calls);
        parser.push(text);
        parser.end(false);
        assertThat(calls.all).as(text).allSatisfy(SimulatedTagsTest::assertCall);
        return calls.all;
    }

    private static void assertCall(String call) {
        String name = call.substring(0, call.indexOf(' '));
        try {
            JsonNode arguments = JSON.readTree(call.substring(name.length()));
            if (name.equals("get_weather")) {
                assertThat(arguments.path("unit").asText()).isEqualTo("celsius");
            } else {
                assertThat(name).isEqualTo("add");
                assertThat(arguments.path("numbers").isArray()).isTrue();
            }
        } catch (IOException e) {
            throw new AssertionError(call, e);
        }
    }

    private static final class Calls implements ResponseListener {
        private final List<String> all = new ArrayList<>();

        @Override
        public void text(String text) {
            // text next to the calls does not count
        }

        @Override
        public void reasoning(String text) {
            // thoughts neither
        }

        @Override
        public void call(String name, String id) {
            all.add(name + " ");
        }

        @Override
        public void arguments(String json) {
            all.set(all.size() - 1, all.get(all.size() - 1) + json);
        }
    }
}
