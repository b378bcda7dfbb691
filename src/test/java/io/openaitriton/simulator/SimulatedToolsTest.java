package io.openaitriton.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that think and call tools, as a client of Triton sees them. */
class SimulatedToolsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String WEATHER =
            "{\"type\": \"function\", \"function\": {\"name\": \"get_weather\", \"description\": \"Current weather of a city.\","
                    + " \"parameters\": {\"type\": \"object\", \"properties\": {\"city\": {\"type\": \"string\"}}, \"required\": [\"city\"]}}}";
    private static final String ADD =
            "{\"type\": \"function\", \"function\": {\"name\": \"add\", \"description\": \"Adds numbers.\", \"parameters\": {\"type\":"
                    + " \"object\", \"properties\": {\"numbers\": {\"type\": \"array\", \"items\": {\"type\": \"number\"}}},"
                    + " \"required\": [\"numbers\"]}}}";
    private static final String CALL =
            "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Paris\"}}\n</tool_call>";

    private static TritonSimulator simulator;

    @BeforeAll
    static void start() {
        simulator = TritonSimulator.start(
                "vllm", "thinker=vllm+thinks", "engine=tensorrt-llm", "special=tensorrt-llm+special");
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    @Test
    void aQuestionThatAToolIsForIsAnsweredWithACall() {
        assertThat(ask(hermes("What is the weather in Paris?"), "{}").text()).isEqualTo(CALL);
    }

    @Test
    void aDescriptionOfSeveralLinesIsNotAnArgument() {
        String prompt = """
                <|start|>developer<|message|># Tools

                ## functions

                namespace functions {

                // Runs a command.
                type Bash = (_: {
                // What to run
                command: string,
                // What it does.

                Say it in plain words: do not repeat flags.
                - ls: lists files
                description?: string,
                }) => any;

                } // namespace functions<|end|><|start|>user<|message|>Use Bash to run "ls"<|end|><|start|>assistant""";
        assertThat(ask(prompt, "{}").text()).contains("functions.Bash").endsWith("{\"command\": \"ls\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Hello!", "Thank you, good night.", "Who are you?", "What is the weather in Paris? @@calls=0"})
    void smallTalkIsAnsweredWithAText(String message) {
        assertThat(ask(hermes(message), "{}").text())
                .startsWith("vllm (simulated) was asked: \"" + message.replace(" @@calls=0", "") + "\"");
    }

    @Test
    void aToolIsNotCalledWithMadeUpTextsUnlessItIsNamed() {
        String edit =
                "{\"name\": \"Edit\", \"description\": \"Replaces text in files.\", \"parameters\": {\"type\": \"object\","
                        + " \"properties\": {\"path\": {\"type\": \"string\"}}, \"required\": [\"path\"]}}";
        assertThat(ask(hermes("List my files").replace(ADD, edit), "{}").text()).contains("(simulated) was asked");
        assertThat(ask(hermes("Which files? a.txt").replace(ADD, edit), "{}").text())
                .contains("{\"path\": \"a.txt\"}");
        assertThat(ask(hermes("Edit something").replace(ADD, edit), "{}").text())
                .contains("{\"path\": \"simulated\"}");
    }

    @Test
    void aResultIsQuoted() {
        String prompt = hermes("What is the weather in Paris?") + CALL
                + "<|im_end|>\n<|im_start|>user\n<tool_response>\nSunny, 21 degrees\n</tool_response><|im_end|>\n"
                + "<|im_start|>assistant\n";
        assertThat(ask(prompt, "{}").text()).startsWith("vllm (simulated) was told: \"Sunny, 21 degrees\"");
        String next = prompt + "It is sunny.<|im_end|>\n<|im_start|>user\nAnd the weather in Rome?<|im_end|>\n"
                + "<|im_start|>assistant\n";
        assertThat(ask(next, "{}").text()).contains("\"city\": \"Rome\"");
    }

    @Test
    void aReminderBehindTheQuestionIsNotTheQuestion() {
        String reminder = "<|im_start|>user\nThis session is named one. Answer in short words.<|im_end|>\n";
        String instructions =
                "<|im_start|>user\nTools: add, get_weather" + ". Think before you add".repeat(100) + "<|im_end|>\n";
        String end = "<|im_start|>assistant\n";
        String prompt = hermes("What is the weather in Paris?").replace(end, "") + instructions + reminder + end;
        assertThat(ask(prompt, "{}").text()).isEqualTo(CALL);
        String answered = prompt + CALL
                + "<|im_end|>\n<|im_start|>user\n<tool_response>\nSunny, 21 degrees\n</tool_response><|im_end|>\n"
                + end;
        assertThat(ask(answered, "{}").text()).startsWith("vllm (simulated) was told: \"Sunny, 21 degrees\"");
        // an earlier question that was answered is not asked again
        String next = hermes("What is the weather in Paris?") + "It is sunny.<|im_end|>\n" + reminder + end;
        assertThat(ask(next, "{}").text()).startsWith("vllm (simulated) was asked: \"This session");
    }

    @Test
    void aStreamHasTheSameText() {
        Exchange stream = Exchange.stream(
                simulator, "vllm", body(hermes("What is the weather in Paris?"), "{\"max_tokens\":500}", true));
        assertThat(String.join("", stream.each("text_output"))).isEqualTo(CALL);
        assertThat(stream.each("finish_reason")).last().isEqualTo("stop");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "weather in Paris and Rome @@calls=2 | {'name': 'get_weather', 'arguments': {'city': 'Paris'}}~T~N"
                        + "{'name': 'get_weather', 'arguments': {'city': 'Rome'}}",
                "weather in Paris, then add 7 @@calls=2 | {'name': 'get_weather', 'arguments': {'city': 'Paris'}}~T~N"
                        + "{'name': 'add', 'arguments': {'numbers': [7]}}",
                "Hello @@tool=add | {'name': 'add', 'arguments': {'numbers': [4.2]}}",
                "Hello @@tool=teleport | {'name': 'teleport', 'arguments': {}}",
                "weather in Paris @@call=malformed | {'name': '', 'arguments': {'city': 'Paris'}}",
                "weather in Paris @@call=broken | {'name': 'get_weather', 'arguments': {'city' 'Paris'}}"
            })
    void markersChooseTheCalls(String message, String calls) {
        String expected =
                calls.replace('\'', '"').replace("~T", "\n</tool_call>\n").replace("~N", "<tool_call>\n");
        assertThat(ask(hermes(message), "{}").text()).isEqualTo("<tool_call>\n" + expected + "\n</tool_call>");
    }

    @Test
    void aCallIsCutAsByMaxTokens() {
        Exchange answer = ask(hermes("What is the weather in Paris? @@call=cut"), "{\"max_tokens\":300}");
        assertThat(answer.text()).isEqualTo("<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\":");
        assertThat(answer.body().get("finish_reason").asText()).isEqualTo("length");
        assertThat(answer.body().get("num_output_tokens").asInt()).isEqualTo(300);
    }

    @Test
    void aTextComesBeforeACall() {
        assertThat(ask(hermes("What is the weather in Paris? @@call=text"), "{}")
                        .text())
                .isEqualTo("I call get_weather.\n" + CALL);
    }

    @Test
    void aModelThinksWhereThePromptOpensItAndWhereItDoesByItself() {
        String prompt = hermes("What is the weather in Paris?");
        String thought = "A call of get_weather gives the answer.\n</think>\n\n";
        assertThat(ask(prompt + "<think>\n", "{}").text()).isEqualTo(thought + CALL);
        assertThat(ask("thinker", prompt, "{}").text()).isEqualTo("<think>\n" + thought + CALL);
        assertThat(ask("thinker", prompt + "<think>\n\n</think>\n\n", "{}").text())
                .isEqualTo(CALL);
        assertThat(ask(hermes("What is the weather in Paris? @@think=yes"), "{}")
                        .text())
                .isEqualTo("<think>\n" + thought + CALL);
        assertThat(ask("thinker", hermes("What is the weather in Paris? @@think=no"), "{}")
                        .text())
                .isEqualTo(CALL);
        assertThat(ask("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n<think>\n", "{}")
                        .text())
                .startsWith("The answer is known.\n</think>\n\nvllm (simulated) was asked: ");
        assertThat(ask("thinker", "Hi", "{}").text())
                .startsWith("<think>\nThe answer is known.\n</think>\n\nthinker (simulated) was asked: \"Hi\"");
    }

    @Test
    void aCallMayBeThoughtOnly() {
        assertThat(ask(hermes("What is the weather in Paris? @@call=thought"), "{}")
                        .text())
                .startsWith(
                        "<think>\nA call of get_weather gives the answer.\n" + CALL + "\n</think>\n\nvllm (simulated)");
    }

    @Test
    void specialTokensAreLeftOutUnlessTheRequestWantsThem() {
        String prompt = "[SYSTEM_PROMPT]Help.[/SYSTEM_PROMPT][AVAILABLE_TOOLS][" + WEATHER
                + "][/AVAILABLE_TOOLS][INST]The weather in Paris?[/INST]";
        assertThat(ask(prompt, "{}").text()).isEqualTo("get_weather{\"city\": \"Paris\"}");
        String kept = "[TOOL_CALLS]get_weather[ARGS]{\"city\": \"Paris\"}";
        assertThat(ask(prompt, "{\"skip_special_tokens\":false}").text()).isEqualTo(kept + "</s>");
        assertThat(ask("engine", prompt, "{}").text()).isEqualTo("get_weather{\"city\": \"Paris\"}");
        assertThat(ask("special", prompt, "{}").text()).isEqualTo(kept);
    }

    @Test
    void theTokenThatEndsATurnIsTheLastEvent() {
        Exchange stream = Exchange.stream(
                simulator, "vllm", body(hermes("Hello"), "{\"max_tokens\":500,\"skip_special_tokens\":false}", true));
        assertThat(stream.each("text_output")).last().isEqualTo("<|im_end|>");
        assertThat(stream.each("finish_reason")).last().isEqualTo("stop");
    }

    @Test
    void anEnforcedListOfCallsNamesTheToolThatFits() throws Exception {
        String schema = "{\"type\":\"array\",\"minItems\":1,\"items\":{\"type\":\"object\",\"anyOf\":["
                + "{\"properties\":{\"name\":{\"type\":\"string\",\"enum\":[\"add\"]},\"parameters\":{\"type\":\"object\"}},"
                + "\"required\":[\"name\",\"parameters\"]},"
                + "{\"properties\":{\"name\":{\"type\":\"string\",\"enum\":[\"get_weather\"]},\"parameters\":"
                + "{\"type\":\"object\",\"properties\":{\"city\":{\"$ref\":\"#/$defs/City\"}},\"required\":[\"city\"]}},"
                + "\"required\":[\"name\",\"parameters\"]}]},\"$defs\":{\"City\":{\"type\":\"string\"}}}";
        assertThat(ask(hermes("What is the weather in Paris?"), structured("json", schema))
                        .text())
                .isEqualTo("[{\"name\":\"get_weather\",\"parameters\":{\"city\":\"Paris\"}}]");
        assertThat(ask(hermes("Hello"), structured("json", schema)).text())
                .isEqualTo("[{\"name\":\"add\",\"parameters\":{}}]");
        assertThat(ask(hermes("Weather in Paris and Rome @@calls=2"), structured("json", schema))
                        .text())
                .isEqualTo("[{\"name\":\"get_weather\",\"parameters\":{\"city\":\"Paris\"}},"
                        + "{\"name\":\"get_weather\",\"parameters\":{\"city\":\"Rome\"}}]");
        String one = schema.replace("\"minItems\":1", "\"minItems\":1,\"maxItems\":1");
        assertThat(ask(hermes("Weather in Paris and Rome @@calls=2"), structured("json", one))
                        .text())
                .isEqualTo("[{\"name\":\"get_weather\",\"parameters\":{\"city\":\"Paris\"}}]");
    }

    @Test
    void argumentsOfANamedToolAreTheWholeText() throws Exception {
        String schema = JSON.readTree(WEATHER).at("/function/parameters").toString();
        assertThat(ask(hermes("And in Paris?"), structured("json", schema)).text())
                .isEqualTo("{\"city\":\"Paris\"}");
        // a grammar forbids thinking from the first token
        assertThat(ask(hermes("And in Paris?") + "<think>\n", structured("json", schema))
                        .text())
                .isEqualTo("{\"city\":\"Paris\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{'structures':[TAG],'triggers':['<tool_call>']} | the weather in Paris | CALL",
                "{'structures':[TAG],'triggers':['<tool_call>']} | Hello | vllm (simulated) was asked: ~Hello~.",
                "{'type':'structural_tag','format':{'type':'triggered_tags','triggers':['<tool_call>'],'tags':[NEW]}}"
                        + " | the weather in Paris | CALL",
                "{'type':'structural_tag','format':{'type':'triggered_tags','triggers':['<tool_call>'],'tags':[NEW],"
                        + "'at_least_one':true}} | Hello from Paris | CALL",
                "{'type':'structural_tag','format':{'type':'tags_with_separator','tags':[NEW],'separator':'~n',"
                        + "'at_least_one':true}} | Hello from Paris | CALL",
                "{'type':'structural_tag','format':{'type':'sequence','elements':[{'type':'tag','begin':'','content':"
                        + "{'type':'any_text'},'end':'</think>'},NEW]}} | Hello from Paris | The answer is known.</think>CALL",
                "{'type':'structural_tag','format':{'type':'sequence','elements':[{'type':'tag','begin':'','content':"
                        + "{'type':'any_text'},'end':'</think>'},{'type':'json_schema','json_schema':{'type':'object',"
                        + "'properties':{'a':{'type':'integer'}}}}]}} | Hello | The answer is known.</think>{~a~: 42}",
                "{'type':'structural_tag','format':{'type':'or','elements':[{'type':'const_string','value':'x'}]}} | Hello | x"
            })
    void aStructuralTagIsKept(String tag, String message, String expected) throws Exception {
        String parameters =
                JSON.readTree(WEATHER).at("/function/parameters").toString().replace('"', '\'');
        String marks = "'begin':'<tool_call>!n{~name~: ~get_weather~, ~arguments~: ','end':'}!n</tool_call>'";
        String json = tag.replace("TAG", "{" + marks + ",'schema':" + parameters + "}")
                .replace(
                        "NEW",
                        "{'type':'tag'," + marks + ",'content':{'type':'json_schema','json_schema':" + parameters
                                + "}}")
                .replace("~", "\\\"")
                .replace("!n", "\\n")
                .replace('\'', '"');
        assertThat(ask(hermes(message), structured("structural_tag", json)).text())
                .isEqualTo(expected.replace("CALL", CALL)
                        .replace('~', '"')
                        .replace("asked: \"Hello\".", "asked: \"Hello\" with max_tokens 500."));
    }

    private static String structured(String kind, String json) throws Exception {
        ObjectNode constraint = JSON.createObjectNode();
        if (kind.equals("json")) {
            constraint.set(kind, JSON.readTree(json));
        } else {
            constraint.put(kind, json);
        }
        return JSON.createObjectNode()
                .put("structured_outputs", constraint.toString())
                .toString();
    }

    private static String hermes(String message) {
        return "<|im_start|>system\nYou are helpful.\n\n# Tools\n<tools>\n" + ADD + "\n" + WEATHER
                + "\n</tools>\n\nFor each call return an object within <tool_call></tool_call> tags.<|im_end|>\n"
                + "<|im_start|>user\n" + message + "<|im_end|>\n<|im_start|>assistant\n";
    }

    private static Exchange ask(String prompt, String sampling) {
        return ask("vllm", prompt, sampling);
    }

    private static Exchange ask(String model, String prompt, String sampling) {
        String body = List.of("vllm", "thinker").contains(model)
                ? body(prompt, sampling, false)
                : JSON.createObjectNode()
                        .put("text_input", prompt)
                        .put("max_tokens", 500)
                        .put("exclude_input_in_output", true)
                        .toString();
        return Exchange.generate(simulator, model, body.replace("'", "\\u0027"));
    }

    private static String body(String prompt, String sampling, boolean stream) {
        try {
            ObjectNode parameters = (ObjectNode) JSON.readTree(sampling);
            if (!parameters.has("max_tokens")) {
                parameters.put("max_tokens", 500);
            }
            return JSON.createObjectNode()
                    .put("text_input", prompt)
                    .put("stream", stream)
                    .put("exclude_input_in_output", true)
                    .put("return_finish_reason", true)
                    .put("return_num_output_tokens", true)
                    .put("sampling_parameters", parameters.toString())
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
