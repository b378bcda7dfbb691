package io.openaitriton.response;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.openaitriton.response.ResponseReading.Enforced;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What models get wrong around calls: most of a call can be read nevertheless, and never all that follows it is lost. */
class ForgottenMarksTest {
    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of(
                        "a mark behind a string ends the call",
                        "lfm2",
                        "<|tool_call_start|>[forecast(place='Faro'<|tool_call_end|>Done.",
                        "[call forecast: {\"place\": \"Faro\"}, text: Done.]"),
                Arguments.of(
                        "the next parameter ends a value",
                        "qwen3_coder",
                        "<tool_call>\n<function=forecast>\n<parameter=place>\nFaro\n<parameter=days>\n3\n</parameter>\n</function>\n</tool_call>",
                        "[call forecast: {\"place\": \"Faro\", \"days\": 3}]"),
                Arguments.of(
                        "the next parameter ends a value in its line",
                        "qwen3_coder",
                        "<function=forecast>\n<parameter=place>Faro\n<parameter=days>3\n</function>",
                        "[call forecast: {\"place\": \"Faro\", \"days\": 3}]"),
                Arguments.of(
                        "the end of the call ends a value",
                        "qwen3_coder",
                        "<tool_call>\n<function=forecast>\n<parameter=place>\nFaro\n</function>\n</tool_call>",
                        "[call forecast: {\"place\": \"Faro\"}]"),
                Arguments.of(
                        "the end of the section ends a call",
                        "qwen3_coder",
                        "<tool_call>\n<function=forecast>\n<parameter=place>\nFaro\n</parameter>\n</tool_call>\nDone.",
                        "[call forecast: {\"place\": \"Faro\"}, text: Done.]"),
                Arguments.of(
                        "the next call ends a call",
                        "qwen3_coder",
                        "<tool_call>\n<function=forecast>\n<parameter=place>\nFaro\n</parameter>\n<tool_call>\n<function=forecast>\n<parameter=days>\n3\n</parameter>\n</function>\n</tool_call>",
                        "[call forecast: {\"place\": \"Faro\"}, call forecast: {\"days\": 3}]"),
                Arguments.of(
                        "a closing tag within a value is part of it",
                        "qwen3_coder",
                        "<tool_call>\n<function=forecast>\n<parameter=place>\nclose with </parameter> here\n</parameter>\n</function>\n</tool_call>",
                        "[call forecast: {\"place\": \"close with </parameter> here\"}]"),
                Arguments.of(
                        "the next parameter ends a value",
                        "seed_oss",
                        "<seed:tool_call>\n<function=forecast>\n<parameter=place>Faro\n<parameter=days>3</parameter>\n</function>\n</seed:tool_call>",
                        "[call forecast: {\"place\": \"Faro\", \"days\": 3}]"),
                Arguments.of(
                        "the end of the section ends a call",
                        "minimax_m2",
                        "<minimax:tool_call>\n<invoke name=\"forecast\">\n<parameter name=\"place\">Faro</parameter>\n</minimax:tool_call>\nDone.",
                        "[call forecast: {\"place\": \"Faro\"}, text: Done.]"),
                Arguments.of(
                        "a closing tag within a value is part of it",
                        "minimax_m2",
                        "<minimax:tool_call><invoke name=\"forecast\"><parameter name=\"place\">a </parameter> b</parameter></invoke></minimax:tool_call>",
                        "[call forecast: {\"place\": \"a </parameter> b\"}]"),
                Arguments.of(
                        "the end of the text ends a value behind its closing tag",
                        "minimax_m2",
                        "<minimax:tool_call><invoke name=\"forecast\"><parameter name=\"place\">Faro</parameter>",
                        "[call forecast: {\"place\": \"Faro\"}]"),
                Arguments.of(
                        "the end of the call ends a value",
                        "deepseek_v32",
                        "<｜DSML｜function_calls>\n<｜DSML｜invoke name=\"forecast\">\n<｜DSML｜parameter name=\"place\" string=\"true\">Faro\n</｜DSML｜invoke>\n</｜DSML｜function_calls>",
                        "[call forecast: {\"place\": \"Faro\"}]"),
                Arguments.of(
                        "the end of the section ends a call",
                        "deepseek_v32",
                        "<｜DSML｜function_calls>\n<｜DSML｜invoke name=\"forecast\">\n<｜DSML｜parameter name=\"place\" string=\"true\">Faro</｜DSML｜parameter>\n</｜DSML｜function_calls>Done.",
                        "[call forecast: {\"place\": \"Faro\"}, text: Done.]"),
                Arguments.of(
                        "the next parameter ends a value",
                        "glm47",
                        "<tool_call>forecast<arg_key>place</arg_key><arg_value>Faro<arg_key>days</arg_key><arg_value>3</arg_value></tool_call>",
                        "[call forecast: {\"place\": \"Faro\", \"days\": 3}]"),
                Arguments.of(
                        "the end of the call at the end of the text ends a value",
                        "glm47",
                        "<tool_call>forecast<arg_key>place</arg_key><arg_value>Faro</tool_call>",
                        "[call forecast: {\"place\": \"Faro\"}]"),
                Arguments.of(
                        "the mark of a call within a value is part of it",
                        "glm47",
                        "<tool_call>forecast<arg_key>place</arg_key><arg_value>a </tool_call> b</arg_value></tool_call>",
                        "[call forecast: {\"place\": \"a </tool_call> b\"}]"),
                Arguments.of(
                        "the next call ends a call",
                        "glm47",
                        "<tool_call>forecast<arg_key>days</arg_key><arg_value>3</arg_value>\n<tool_call>forecast<arg_key>days</arg_key><arg_value>4</arg_value></tool_call>",
                        "[call forecast: {\"days\": 3}, call forecast: {\"days\": 4}]"),
                Arguments.of(
                        "an extra bracket is not text",
                        "hermes",
                        "<tool_call>\n{\"name\": \"forecast\", \"arguments\": {\"days\": 3}}}\n</tool_call>",
                        "[call forecast: {\"days\": 3}]"),
                Arguments.of(
                        "a missing bracket ends the call",
                        "hermes",
                        "<tool_call>\n{\"name\": \"forecast\", \"arguments\": {\"days\": 3}\n</tool_call>\nDone.",
                        "[call forecast: {\"days\": 3}, text: Done.]"),
                Arguments.of(
                        "two missing brackets do not make the rest arguments",
                        "hermes",
                        "<tool_call>{\"name\": \"forecast\", \"arguments\": {\"days\": 3</tool_call><tool_call>{\"name\": \"forecast\", \"arguments\": {\"days\": 4}}</tool_call>Done.",
                        "[call forecast: {\"days\": 3, call forecast: {\"days\": 4}, text: Done.]"),
                Arguments.of(
                        "a mark within a string is part of the arguments",
                        "hermes",
                        "<tool_call>{\"name\": \"forecast\", \"arguments\": {\"place\": \"</tool_call>\"}}</tool_call>",
                        "[call forecast: {\"place\": \"</tool_call>\"}]"),
                Arguments.of(
                        "arguments without a name stay text",
                        "hermes",
                        "<tool_call>{\"arguments\": {\"days\": 3</tool_call>",
                        "[text: <tool_call>{\"arguments\": {\"days\": 3</tool_call>]"),
                Arguments.of(
                        "a missing bracket does not make the rest arguments",
                        "kimi_k2",
                        "<|tool_calls_section_begin|><|tool_call_begin|>functions.forecast:0<|tool_call_argument_begin|>{\"days\": 3<|tool_call_end|><|tool_call_begin|>functions.forecast:1<|tool_call_argument_begin|>{\"days\": 4}<|tool_call_end|><|tool_calls_section_end|>",
                        "[call forecast functions.forecast:0: {\"days\": 3, call forecast functions.forecast:1: {\"days\": 4}]"),
                Arguments.of(
                        "a missing bracket does not make the rest arguments",
                        "deepseek_v3",
                        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>forecast\n```json\n{\"days\": 3```<｜tool▁call▁end｜><｜tool▁calls▁end｜>Done.",
                        "[call forecast: {\"days\": 3, text: Done.]"),
                Arguments.of(
                        "the fence may be missing",
                        "deepseek_v3",
                        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>forecast\n{\"days\": 3}<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
                        "[call forecast: {\"days\": 3}]"),
                Arguments.of(
                        "a closing mark that is not needed is not text",
                        "mistral_json",
                        "[TOOL_CALLS] [{\"name\": \"forecast\", \"arguments\": {\"days\": 3}}][/TOOL_CALLS]",
                        "[call forecast: {\"days\": 3}]"),
                Arguments.of(
                        "a missing bracket does not make the rest arguments",
                        "gemma4",
                        "<|tool_call>call:forecast{place:<|\"|>Faro<|\"|><tool_call|><|tool_call>call:forecast{days:3}<tool_call|>",
                        "[call forecast: {\"place\": \"Faro\"}, call forecast: {\"days\": 3}]"),
                Arguments.of(
                        "a call may be JSON",
                        "lfm2",
                        "One moment. <|tool_call_start|>[{\"name\": \"forecast\", \"arguments\": {\"days\": 3}}, {\"name\": \"forecast\", \"parameters\": {\"days\": 4}}]<|tool_call_end|>Done.",
                        "[text: One moment., call forecast: {\"days\": 3}, call forecast: {\"days\": 4}, text: Done.]"),
                Arguments.of(
                        "a call may be JSON without a list",
                        "lfm2",
                        "<|tool_call_start|> {\"name\": \"forecast\", \"arguments\": {\"days\": 3}} <|tool_call_end|>",
                        "[call forecast: {\"days\": 3}]"),
                Arguments.of(
                        "a list of other values is no call",
                        "lfm2",
                        "<|tool_call_start|>[{\"days\": 3}, 4]<|tool_call_end|>",
                        "[text: <|tool_call_start|>[{\"days\": 3}, 4]<|tool_call_end|>]"),
                Arguments.of(
                        "a missing bracket does not make the rest arguments",
                        "lfm2",
                        "<|tool_call_start|>[forecast(days=3<|tool_call_end|>Done.",
                        "[call forecast: {\"days\": 3}, text: Done.]"),
                Arguments.of(
                        "quotes within a string do not end it",
                        "lfm2",
                        "<|tool_call_start|>[forecast(place='it's 'Faro' here', days=3)]<|tool_call_end|>",
                        "[call forecast: {\"place\": \"it's 'Faro' here\", \"days\": 3}]"),
                Arguments.of(
                        "three quotes are one",
                        "lfm2",
                        "<|tool_call_start|>[forecast(place='''Faro's\ncoast''', days=3)]<|tool_call_end|>",
                        "[call forecast: {\"place\": \"Faro's\\ncoast\", \"days\": 3}]"),
                Arguments.of(
                        "a number may begin with zero",
                        "lfm2",
                        "<|tool_call_start|>[forecast(days=03)]<|tool_call_end|>",
                        "[call forecast: {\"days\": 3}]"),
                Arguments.of(
                        "digits of a string without its quotes are a string",
                        "gemma4",
                        "<|tool_call>call:forecast{place:8005,days:3}<tool_call|><|tool_call>call:forecast{days:3,place: true }<tool_call|>",
                        "[call forecast: {\"place\": \"8005\", \"days\": 3}, call forecast: {\"days\": 3, \"place\": \"true\"}]"),
                Arguments.of(
                        "what has no quotes and is not a string of the schema is what it says",
                        "gemma4",
                        "<|tool_call>call:forecast{place:null,<|\"|>place<|\"|>:8005,zip:8005,in:{place:8005,at:[8005]}}<tool_call|>",
                        "[call forecast: {\"place\": null, \"place\": 8005, \"zip\": 8005, \"in\": {\"place\": 8005, \"at\": [8005]}}]"),
                Arguments.of(
                        "one parameter may hold all arguments",
                        "deepseek_v32",
                        "<｜DSML｜function_calls><｜DSML｜invoke name=\"forecast\"><｜DSML｜parameter name=\"arguments\" string=\"false\"> {\"place\": \"Faro\", \"days\": 3} </｜DSML｜parameter></｜DSML｜invoke></｜DSML｜function_calls>",
                        "[call forecast: {\"place\": \"Faro\", \"days\": 3}]"),
                Arguments.of(
                        "one parameter may hold all arguments as a string",
                        "deepseek_v4",
                        "<｜DSML｜tool_calls><｜DSML｜invoke name=\"forecast\"><｜DSML｜parameter name=\"input\" string=\"true\">{\"days\": 3}</｜DSML｜parameter>",
                        "[call forecast: {\"days\": 3}]"),
                Arguments.of(
                        "one parameter may hold all arguments",
                        "qwen3_coder",
                        "<tool_call>\n<function=forecast>\n<parameter=arguments>\n{\"days\": 3}\n</parameter>\n</function>\n</tool_call>",
                        "[call forecast: {\"days\": 3}]"),
                Arguments.of(
                        "one of several parameters does not hold all arguments",
                        "deepseek_v32",
                        "<｜DSML｜function_calls><｜DSML｜invoke name=\"forecast\"><｜DSML｜parameter name=\"arguments\" string=\"false\">{\"place\": \"Faro\"}</｜DSML｜parameter><｜DSML｜parameter name=\"days\" string=\"false\">3</｜DSML｜parameter></｜DSML｜invoke></｜DSML｜function_calls>",
                        "[call forecast: {\"arguments\": {\"place\": \"Faro\"}, \"days\": 3}]"),
                Arguments.of(
                        "an object of other parameters is a value",
                        "deepseek_v32",
                        "<｜DSML｜function_calls><｜DSML｜invoke name=\"forecast\"><｜DSML｜parameter name=\"arguments\" string=\"true\">{\"zip\": 8005}</｜DSML｜parameter></｜DSML｜invoke></｜DSML｜function_calls>",
                        "[call forecast: {\"arguments\": \"{\\\"zip\\\": 8005}\"}]"),
                Arguments.of(
                        "a colon before the call is not text",
                        "gemma4",
                        "<|tool_call>:call:forecast{days:3}<tool_call|>",
                        "[call forecast: {\"days\": 3}]"),
                Arguments.of(
                        "a call without its mark is read at the beginning",
                        "gemma4",
                        "call:forecast{days:3}",
                        "[call forecast: {\"days\": 3}]"),
                Arguments.of(
                        "a call of no tool is text without its mark",
                        "gemma4",
                        "call:now{days:3}",
                        "[text: call:now{days:3}]"),
                Arguments.of(
                        "marks around a list are not text",
                        "pythonic",
                        "<|python_start|>[forecast(days=3)]<|python_end|>",
                        "[call forecast: {\"days\": 3}]"),
                Arguments.of(
                        "calls may be a list",
                        "olmo3",
                        "<function_calls>[forecast(days=3), forecast(days=4)]</function_calls>",
                        "[call forecast: {\"days\": 3}, call forecast: {\"days\": 4}]"),
                Arguments.of(
                        "a word behind the calls is text",
                        "olmo3",
                        "<function_calls>forecast(days=3)\nDone.</function_calls>",
                        "[call forecast: {\"days\": 3}, text: Done.</function_calls>]"),
                Arguments.of(
                        "a word behind the calls at the end is text",
                        "olmo3",
                        "<function_calls>forecast(days=3)\nDone",
                        "[call forecast: {\"days\": 3}, text: Done]"),
                Arguments.of(
                        "a line break separates calls",
                        "llama3_json",
                        "{\"name\": \"forecast\", \"parameters\": {\"days\": 3}}\n{\"name\": \"forecast\", \"parameters\": {\"days\": 4}}",
                        "[call forecast: {\"days\": 3}, call forecast: {\"days\": 4}]"),
                Arguments.of(
                        "an object in text behind a call is text",
                        "llama3_json",
                        "{\"name\": \"forecast\", \"parameters\": {\"days\": 3}} or {\"name\": \"forecast\", \"parameters\": {}}",
                        "[call forecast: {\"days\": 3}, text: or {\"name\": \"forecast\", \"parameters\": {}}]"));
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("texts")
    void aCallIsReadInSpiteOfWhatIsMissing(String what, String family, String text, String parts)
            throws JsonProcessingException {
        assertThat(read(family, text)).as(what).isEqualTo(parts);
    }

    private static String read(String family, String text) throws JsonProcessingException {
        ResponseReading reading = new ResponseReading(
                new ResponseFormat(ResponseTemplates.tools(family), null),
                "",
                Map.of(
                        "forecast",
                        Cases.JSON.readTree(
                                "{\"properties\": {\"days\": {\"type\": \"integer\"}, \"place\": {\"type\": \"string\"}}}")),
                Enforced.NOTHING,
                null,
                true);
        String whole = Parts.read(reading, List.of(text), false).toString();
        for (List<String> pieces : Cases.cuts(text, 5)) {
            assertThat(Parts.read(reading, pieces, false)).hasToString(whole);
        }
        return whole;
    }
}
