package io.openaitriton.api.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.Generation;
import io.openaitriton.generation.ModelProfile;
import io.openaitriton.generation.Tool;
import io.openaitriton.generation.ToolUse;
import io.openaitriton.generation.ToolUse.Choice;
import io.openaitriton.output.Requests;
import io.openaitriton.prompt.PromptSettings;
import io.openaitriton.prompt.PromptTemplate;
import io.openaitriton.prompt.source.TemplateSources;
import io.openaitriton.triton.dialect.DialectOptions;
import io.openaitriton.triton.dialect.Dialects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolReaderTest {
    private static final PromptTemplate QWEN =
            new PromptTemplate(TemplateSources.find("qwen-2.5"), PromptSettings.DEFAULT);

    private static final String TOOLS =
            "\"tools\":[" + tool("read", "") + "," + tool("write", ",\"strict\":true") + "]";

    @Test
    void withoutAChoiceTheModelMayCallAllTools() {
        ToolUse use = generation(TOOLS).tools();
        assertThat(use.tools()).extracting(Tool::name).containsExactly("read", "write");
        assertThat(use.tools()).extracting(Tool::strict).containsExactly(false, true);
        assertThat(use.tools().get(0).parameters().path("type").textValue()).isEqualTo("object");
        assertThat(use.choice()).isEqualTo(Choice.AUTO);
        assertThat(use.named()).isNull();
        assertThat(use.parallel()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null | AUTO | read, write |",
                "\"auto\" | AUTO | read, write |",
                "\"required\" | REQUIRED | read, write |",
                "{\"type\":\"function\",\"function\":{\"name\":\"write\"}} | NAMED | read, write | write",
                "{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"auto\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"write\"}}]}} | AUTO | write |",
                "{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"required\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"read\"}}]}} | REQUIRED | read |",
                "{\"type\":\"allowed_tools\",\"mode\":\"required\",\"tools\":[{\"type\":\"function\",\"name\":\"read\"}]} | REQUIRED | read |"
            })
    void aChoiceSaysWhichToolsTheModelMayOrMustCall(String choice, Choice expected, String tools, String named) {
        ToolUse use = generation(TOOLS + ",\"tool_choice\":" + choice).tools();
        assertThat(use.choice()).isEqualTo(expected);
        assertThat(String.join(", ", use.tools().stream().map(Tool::name).toList()))
                .isEqualTo(tools);
        assertThat(use.named()).isEqualTo(named);
    }

    @Test
    void toolsThatAreNotAllowedAreNotInThePrompt() {
        String allowed = ",\"tool_choice\":{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"auto\",\"tools\":"
                + "[{\"type\":\"function\",\"function\":{\"name\":\"write\"}}]}}";
        assertThat(generation(TOOLS + allowed).prompt().text())
                .contains("\"name\": \"write\"")
                .doesNotContain("\"name\": \"read\"");
        assertThat(generation(TOOLS).prompt().text()).contains("\"name\": \"write\"", "\"name\": \"read\"");
    }

    @Test
    void toolChoiceNoneHidesTheTools() {
        Generation generation = generation(TOOLS + ",\"tool_choice\":\"none\"");
        assertThat(generation.tools()).isNull();
        assertThat(generation.prompt().text()).doesNotContain("write");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"tools\":[]", "\"tools\":null,\"tool_choice\":\"auto\"", "\"tool_choice\":\"none\""})
    void aRequestWithoutToolsUsesNone(String fields) {
        assertThat(generation(fields).tools()).isNull();
    }

    @Test
    void callsOneAtATimeAreAskedFor() {
        assertThat(generation(TOOLS + ",\"parallel_tool_calls\":false").tools().parallel())
                .isFalse();
        assertThat(generation(TOOLS + ",\"parallel_tool_calls\":null").tools().parallel())
                .isTrue();
    }

    @Test
    void aToolMayHaveNoParameters() {
        String fields = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"now\"}},"
                + "{\"function\":{\"name\":\"files.open-2\",\"parameters\":null,\"description\":null,\"strict\":null}}]";
        assertThat(generation(fields).tools().tools())
                .containsExactly(new Tool("now", null, false), new Tool("files.open-2", null, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"any\"",
                "\"\"",
                "{}",
                "{\"type\":\"function\"}",
                "{\"type\":\"function\",\"function\":{\"name\":7}}",
                "{\"type\":\"function\",\"function\":{\"name\":\"teleport\"}}",
                "{\"type\":\"custom\",\"custom\":{\"name\":\"read\"}}",
                "{\"type\":\"allowed_tools\"}",
                "{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"none\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"read\"}}]}}",
                "{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"auto\",\"tools\":[]}}",
                "{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"auto\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"x\"}}]}}"
            })
    void aChoiceThatCannotBeMeantIsRefused(String choice) {
        assertRefused(TOOLS + ",\"tool_choice\":" + choice, "tool_choice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"required\"",
                "{\"type\":\"function\",\"function\":{\"name\":\"read\"}}",
                "{\"type\":\"allowed_tools\",\"mode\":\"auto\",\"tools\":[{\"type\":\"function\",\"name\":\"read\"}]}"
            })
    void aChoiceOfToolsNeedsTools(String choice) {
        assertRefused("\"tool_choice\":" + choice, "tool_choice");
        assertRefused("\"tools\":[],\"tool_choice\":" + choice, "tool_choice");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"custom\",\"custom\":{\"name\":\"a\"}} | tools[1].type",
                "{\"type\":\"function\"} | tools[1].function",
                "{\"type\":\"function\",\"function\":{}} | tools[1].function.name",
                "{\"type\":\"function\",\"function\":{\"name\":\"\"}} | tools[1].function.name",
                "{\"type\":\"function\",\"function\":{\"name\":\"a b\"}} | tools[1].function.name",
                "{\"type\":\"function\",\"function\":{\"name\":\"straße\"}} | tools[1].function.name",
                "{\"type\":\"function\",\"function\":{\"name\":\"first\"}} | tools[1].function.name",
                "{\"type\":\"function\",\"function\":{\"name\":\"a\",\"strict\":1}} | tools[1].function.strict",
                "{\"type\":\"function\",\"function\":{\"name\":\"a\",\"description\":[]}} | tools[1].function.description",
                "{\"type\":\"function\",\"function\":{\"name\":\"a\",\"parameters\":[]}} | tools[1].function.parameters",
                "{\"type\":\"function\",\"function\":{\"name\":\"a\",\"parameters\":{\"type\":\"array\"}}} | tools[1].function.parameters",
                "{\"type\":\"function\",\"function\":{\"name\":\"a\",\"parameters\":{\"type\":[\"string\",\"null\"]}}} | tools[1].function.parameters",
                "{\"type\":\"function\",\"function\":{\"name\":\"a\",\"parameters\":{\"type\":\"object\",\"properties\":[]}}} | tools[1].function.parameters.properties",
                "{\"type\":\"function\",\"function\":{\"name\":\"a\",\"parameters\":{\"type\":\"object\",\"required\":\"x\"}}} | tools[1].function.parameters.required"
            })
    void aDefinitionThatIsWrongIsRefusedByPlace(String tool, String param) {
        assertRefused("\"tools\":[" + tool("first", "") + "," + tool + "]", param);
    }

    @Test
    void namesAndDefinitionsHaveBounds() {
        assertThat(generation("\"tools\":[" + tool("a".repeat(64), "") + "]").tools())
                .isNotNull();
        assertRefused("\"tools\":[" + tool("a".repeat(65), "") + "]", "tools[0].function.name");
        String long1 = ",\"description\":\"" + "x".repeat(128 * 1024) + "\"";
        assertRefused("\"tools\":[" + tool("a", "") + "," + tool("b", long1) + "]", "tools[1]");
    }

    @Test
    void agentsMaySendMoreToolsThanOpenAiTakes() {
        ChatCompletionRequest many = many(129);
        assertThat(ChatRequestValidator.validate(many, 10, false)).isNotNull();
        assertThatThrownBy(() -> ChatRequestValidator.validate(many, 10, true))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.param()).isEqualTo("tools"));
        assertThatThrownBy(() -> ChatRequestValidator.validate(many(1025), 10, false))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.param()).isEqualTo("tools"));
    }

    @Test
    void aDotInANameIsNotOpenAis() {
        ChatCompletionRequest dotted = Requests.with("\"tools\":[" + tool("files.open", "") + "]");
        assertThat(ChatRequestValidator.validate(dotted, 10, false)).isNotNull();
        assertThatThrownBy(() -> ChatRequestValidator.validate(dotted, 10, true))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.param()).isEqualTo("tools[0].function.name"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"functions\":[{\"name\":\"f\"}] | functions",
                "\"function_call\":{\"name\":\"f\"} | function_call"
            })
    void theOlderFunctionsAreRefusedWithTheWayToGo(String fields, String param) {
        assertThatThrownBy(() -> generation(fields)).isInstanceOfSatisfying(ApiException.class, e -> {
            assertThat(e.param()).isEqualTo(param);
            assertThat(e.getMessage()).contains("'tools'");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen-code-1-first.json", "qwen-code-2-tool-result.json"})
    void requestsOfARealAgentPass(String name) throws IOException {
        Path file = Path.of("../shared/agents", name);
        assumeTrue(Files.exists(file), "no file " + file + ": skipped");
        JsonNode body = OpenAiJson.mapper().readTree(file.toFile()).get("body");
        ChatCompletionRequest request = Requests.parse(body.toString());
        assertThat(ChatRequestValidator.validate(request, 100, true)).isNotNull();
        assertThat(ToolReader.read(request).tools()).hasSize(14);
    }

    private static String tool(String name, String more) {
        return "{\"type\":\"function\",\"function\":{\"name\":\"" + name
                + "\",\"parameters\":{\"type\":\"object\",\"properties\":{}}" + more + "}}";
    }

    private static ChatCompletionRequest many(int tools) {
        StringBuilder list = new StringBuilder(tool("t0", ""));
        for (int i = 1; i < tools; i++) {
            list.append(',').append(tool("t" + i, ""));
        }
        return Requests.with("\"tools\":[" + list + "]");
    }

    private static Generation generation(String fields) {
        return ChatRequest.of(Requests.with(fields), 10, false)
                .toGeneration(new RequestContext(
                        QWEN, new ModelProfile(Requests.DEFAULTS), Dialects.named("vllm", DialectOptions.DEFAULT)));
    }

    private static void assertRefused(String fields, String param) {
        assertThatThrownBy(() -> generation(fields)).isInstanceOfSatisfying(ApiException.class, e -> {
            assertThat(e.status()).isEqualTo(400);
            assertThat(e.param()).isEqualTo(param);
            assertThat(e.getMessage()).contains(param);
        });
    }
}
