package io.openaitriton.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.response.ResponseReading.Enforced;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Response templates as tokenizers bring them, with nothing but the keys of transformers. */
class BroughtTemplateTest {
    private static final String HEAD =
            "{\"defaults\": {\"role\": \"assistant\"}, \"start_anchor\": \"<|im_start|>assistant\\n\", ";

    @Test
    void anObjectWithNameAndArgumentsIsACall() throws Exception {
        ResponseTemplate template = template("""
                "fields": {
                  "reasoning_content": {"open": "<think>", "close": "</think>"},
                  "tool_calls": {"open_pattern": "\\\\s*<tool_call>", "close": "</tool_call>", "repeats": true, "content": "json",
                                 "transform": {"type": "function", "function": "{content}"}},
                  "content": {"close_pattern": "\\\\s*(?:<\\\\|im_end\\\\|>|<\\\\|endoftext\\\\|>)"}}}""");
        assertThat(
                        read(
                                template,
                                "<|im_start|>assistant\n<think>\n",
                                "Rain.\n</think>\n\nI look.\n<tool_call>\n{\"name\": \"forecast\", \"arguments\": {\"days\": 3}}\n</tool_call><|im_end|>"))
                .isEqualTo("[reasoning: Rain., text: I look., call forecast: {\"days\": 3}]");
        assertThat(read(template, "<|im_start|>assistant\n", "Fine.<|im_end|>")).isEqualTo("[text: Fine.]");
    }

    @Test
    void keysOfTheObjectMayBeNamedByTheTransform() throws Exception {
        ResponseTemplate template = template("""
                "fields": {"tool_calls": {"open": "<call>", "close": "</call>", "content": "json", "transform_each": true,
                  "transform": {"type": "function", "function": {"name": "{tool}", "arguments": "{input}"}}}}}""");
        assertThat(
                        read(
                                template,
                                "",
                                "<call>[{\"tool\": \"forecast\", \"input\": {\"days\": 3}}, {\"tool\": \"now\", \"input\": {}}]</call>"))
                .isEqualTo("[call forecast: {\"days\": 3}, call now: {}]");
        template = template("""
                "fields": {"tool_calls": {"open": "<call>", "close": "</call>", "content": "json",
                  "transform": {"function": {"name": "{content.to.tool}", "arguments": "{content.args}"}}}}}""");
        assertThat(read(template, "", "<call>{\"tool\": \"now\", \"args\": {\"a\": 1}}</call>"))
                .isEqualTo("[call now: {\"a\": 1}]");
    }

    @Test
    void theNameMayBeAGroupOfTheMark() throws Exception {
        ResponseTemplate template = template("""
                "fields": {"tool_calls": {"open_pattern": "<fn=(?P<name>[^>]+)>", "close": "</fn>", "repeats": true, "content": "json",
                  "transform": {"type": "function", "function": {"name": "{name}", "arguments": "{content}"}}}}}""");
        assertThat(read(template, "", "<fn=forecast>{\"days\": 3}</fn><fn=now>{}</fn>"))
                .isEqualTo("[call forecast: {\"days\": 3}, call now: {}]");
    }

    @Test
    void tagsAreTypedByTheSchemaOfTheTool() throws Exception {
        ResponseTemplate template = template("""
                "fields": {"tool_calls": {
                  "open_pattern": "\\\\s*<tool_call>\\\\s*<function=(?P<name>[^>\\\\n]+)>", "close_pattern": "</function>\\\\s*</tool_call>",
                  "repeats": true, "content": "xml-inline",
                  "content_args": {"tag_pattern": "<parameter=(?P<key>[^>\\\\n]+)>\\\\s*(?P<value>.*?)\\\\s*</parameter>"},
                  "transform": {"type": "function", "function": {"name": "{name}", "arguments": "{content}"}}}}}""");
        assertThat(
                        read(
                                template,
                                "",
                                "Look.\n<tool_call>\n<function=forecast>\n<parameter=days>\n3\n</parameter>\n<parameter=place>\nFaro\n</parameter>\n</function>\n</tool_call>"))
                .isEqualTo("[text: Look., call forecast: {\"days\": 3, \"place\": \"Faro\"}]");
    }

    @Test
    void gemmasNotationAndPythonsAreRead() throws Exception {
        ResponseTemplate gemma = template("""
                "fields": {"tool_calls": {"open_pattern": "<\\\\|tool_call>call:(?P<name>\\\\w+)", "close": "<tool_call|>", "repeats": true,
                  "content": "json", "content_args": {"unquoted_keys": true, "string_delims": [["<|\\"|>", "<|\\"|>"]]},
                  "transform": {"type": "function", "function": {"name": "{name}", "arguments": "{content}"}}}}}""");
        assertThat(read(gemma, "", "<|tool_call>call:forecast{place:<|\"|>Faro<|\"|>,days:3}<tool_call|>"))
                .isEqualTo("[call forecast: {\"place\": \"Faro\", \"days\": 3}]");
        ResponseTemplate python = template("""
                "fields": {"tool_calls": {"open": "<|start|>", "close": "<|stop|>", "content": "python-call-list", "transform_each": true,
                  "transform": {"type": "function", "function": {"name": "{name}", "arguments": "{arguments}"}}}}}""");
        assertThat(read(python, "", "<|start|>[forecast(place='Faro', days=3), now()]<|stop|>"))
                .isEqualTo("[call forecast: {\"place\": \"Faro\", \"days\": 3}, call now: {}]");
    }

    @Test
    void theTemplateOfGemma4SaysWhereItsThoughtsAndTurnsEnd() throws Exception {
        ResponseTemplate gemma = ResponseTemplates.of(Cases.JSON.readTree("""
                {"defaults": {"role": "assistant"}, "start_anchor": ["<|turn>model\\n", "<tool_response|>"], "fields": {
                  "content": {"close": ["<turn|>", "<|tool_response>", "<eos>"], "content": "text"},
                  "thinking": {"open": "<|channel>thought\\n", "close": "<channel|>", "content": "text"},
                  "tool_calls": {"open_pattern": "<\\\\|tool_call>call:(?P<name>\\\\w+)", "close": "<tool_call|>", "repeats": true,
                    "content": "json", "content_args": {"unquoted_keys": true, "string_delims": [["<|\\"|>", "<|\\"|>"]]},
                    "transform": {"type": "function", "function": {"name": "{name}", "arguments": "{content}"}}}}}"""));
        String call = "<|tool_call>call:forecast{place:<|\"|>Faro<|\"|>,days:3}<tool_call|>";
        assertThat(read(gemma, "<|turn>model\n", "<|channel>thought\nRain.<channel|>" + call + "<|tool_response>"))
                .isEqualTo("[reasoning: Rain., call forecast: {\"place\": \"Faro\", \"days\": 3}]");
        assertThat(read(gemma, "<|turn>model\n<|channel>thought\n", "Rain.<channel|>Sun.<turn|>"))
                .isEqualTo("[reasoning: Rain., text: Sun.]");
    }

    @Test
    void aMarkThatBeginsWithABracketLeavesTheCallItsBrackets() throws Exception {
        ResponseTemplate template = template("""
                "fields": {"tool_calls": {"open": "<tool_call>", "close_pattern": "[}\\\\]][}\\\\]\\\\s]*</tool_call>", "repeats": true, "content": "json",
                  "transform": {"type": "function", "function": "{content}"}}}}""");
        assertThat(read(template, "", "<tool_call>{\"name\": \"forecast\", \"arguments\": {\"days\": 3}}</tool_call>"))
                .startsWith("[call forecast: {\"days\": 3}");
    }

    @Test
    void expressionsThatCannotBeStreamedAreRefusedWithTheReason() {
        assertThatThrownBy(() -> template("""
                        "fields": {"tool_calls": {"open_pattern": "<call>(?=\\\\{)", "close": "</call>", "content": "json"}}}"""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'(?'");
        assertThatThrownBy(() ->
                        template("\"fields\": {\"tool_calls\": {\"open\": \"<call>\", \"content\": \"kv-lines\"}}}"))
                .hasMessageContaining("kv-lines");
        assertThatThrownBy(() -> template("\"fields\": {}}")).hasMessageContaining("'fields'");
        assertThatThrownBy(() -> template("\"fields\": {\"content\": {\"answer_begin\": \"<response>\"}}}"))
                .hasMessageContaining("'answer_end'");
        assertThatThrownBy(() -> template("\"fields\": {\"tool_calls\": {\"content\": \"json\"}}}"))
                .hasMessageContaining("'open'");
    }

    private static ResponseTemplate template(String rest) throws JsonProcessingException {
        return ResponseTemplates.of(Cases.JSON.readTree(HEAD + rest));
    }

    private static String read(ResponseTemplate template, String prompt, String text) throws JsonProcessingException {
        JsonNode schema = Cases.JSON.readTree(
                "{\"properties\": {\"days\": {\"type\": \"integer\"}, \"place\": {\"type\": \"string\"}}}");
        ResponseReading reading = new ResponseReading(
                new ResponseFormat(template, template.hasReasoning() ? template : null),
                prompt,
                Map.of("forecast", schema),
                Enforced.NOTHING,
                null,
                true);
        String whole = Parts.read(reading, List.of(text), false).toString();
        for (List<String> pieces : Cases.cuts(text, 3)) {
            assertThat(Parts.read(reading, pieces, false)).hasToString(whole);
        }
        return whole;
    }
}
