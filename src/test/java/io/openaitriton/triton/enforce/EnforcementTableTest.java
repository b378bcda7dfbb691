package io.openaitriton.triton.enforce;

import static io.openaitriton.triton.enforce.EnforcedCalls.PROMPT;
import static io.openaitriton.triton.enforce.EnforcedCalls.THINKING;
import static io.openaitriton.triton.enforce.EnforcedCalls.TIME;
import static io.openaitriton.triton.enforce.EnforcedCalls.WEATHER;
import static io.openaitriton.triton.enforce.EnforcedCalls.dialect;
import static io.openaitriton.triton.enforce.EnforcedCalls.named;
import static io.openaitriton.triton.enforce.EnforcedCalls.oneAtATime;
import static io.openaitriton.triton.enforce.EnforcedCalls.strict;
import static io.openaitriton.triton.enforce.EnforcedCalls.use;
import static io.openaitriton.triton.enforce.EnforcedCalls.vllm;
import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.ToolUse;
import io.openaitriton.generation.ToolUse.Choice;
import io.openaitriton.triton.dialect.Dialect;
import io.openaitriton.triton.dialect.DialectOptions;
import io.openaitriton.triton.dialect.Dialects;
import io.openaitriton.triton.dialect.GenerateCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Compares the table of docs/tools.md with the dialects. */
class EnforcementTableTest {
    private static final String FORM = "\"response_format\":{\"type\":\"json_object\"}";

    private record Row(String prompt, ToolUse use, String fields) {}

    private static final Map<String, Dialect> COLUMNS = new LinkedHashMap<>();
    private static final Map<String, Row> ROWS = new LinkedHashMap<>();

    static {
        COLUMNS.put("`generic`", dialect("generic"));
        COLUMNS.put("`vllm`", dialect("vllm"));
        COLUMNS.put("`vllm`, `structuralTags: always`", vllm(StructuralTags.ALWAYS));
        COLUMNS.put("`vllm` before Triton 25.12", Dialects.named("vllm", new DialectOptions("guided_decoding", false)));
        COLUMNS.put("`tensorrt-llm`", dialect("tensorrt-llm"));
        COLUMNS.put("`tensorrt-llm-api`", dialect("tensorrt-llm-api"));

        row("`tool_choice: auto`", PROMPT, use(Choice.AUTO, WEATHER), "");
        row("with `parallel_tool_calls: false`", PROMPT, oneAtATime(use(Choice.AUTO, WEATHER)), "");
        row("with `strict: true` in a tool", PROMPT, use(Choice.AUTO, strict(WEATHER)), "");
        row("with `response_format` (JSON)", PROMPT, use(Choice.AUTO, WEATHER), FORM);
        row("`tool_choice: required`", PROMPT, use(Choice.REQUIRED, WEATHER, TIME), "");
        row("with `parallel_tool_calls: false`, `strict: true` ", PROMPT, both(), "");
        row("with `response_format` (JSON) ", PROMPT, use(Choice.REQUIRED, WEATHER), FORM);
        row("`tool_choice`: a tool by its name", PROMPT, named(WEATHER, WEATHER), "");
        row("after `<think>` at the end of the prompt: `tool_choice: auto`", THINKING, use(Choice.AUTO, WEATHER), "");
        row("with `strict: true` in a tool ", THINKING, use(Choice.AUTO, strict(WEATHER)), "");
        row("`tool_choice: required` or a named tool", THINKING, use(Choice.REQUIRED, WEATHER), "");
        row("`response_format` (JSON) without tools", THINKING, null, FORM);
    }

    private static ToolUse both() {
        return oneAtATime(use(Choice.REQUIRED, strict(WEATHER), TIME));
    }

    private static void row(String name, String prompt, ToolUse use, String fields) {
        ROWS.put(name, new Row(prompt, use, fields));
    }

    @Test
    void theTableIsWhatTheDialectsDo() throws IOException {
        String table = table();
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target/enforcement-table.md"), table);
        assertThat(Files.readString(Path.of("docs/tools.md")))
                .as("docs/tools.md must have the table that is in target/enforcement-table.md")
                .contains(table);
    }

    private static String table() {
        StringBuilder table = new StringBuilder("| request | " + String.join(" | ", COLUMNS.keySet()) + " |\n");
        table.append("|---".repeat(COLUMNS.size() + 1)).append("|\n");
        ROWS.forEach((name, row) -> {
            table.append("| ").append(name.strip());
            COLUMNS.values().forEach(dialect -> table.append(" | ").append(cell(dialect, row)));
            table.append(" |\n");
        });
        return table.toString();
    }

    private static String cell(Dialect dialect, Row row) {
        GenerateCall call;
        try {
            call = EnforcedCalls.call(dialect, EnforcedCalls.HERMES, row.prompt(), row.use(), row.fields());
        } catch (ApiException e) {
            return "400, `" + e.param() + "`";
        }
        String sent = call.request().inputs().toString();
        if (sent.contains("structural_tag")) {
            return "structural tag";
        }
        if (sent.contains("structured_outputs") || sent.contains("guided_decoding")) {
            return "JSON schema";
        }
        return call.reading().parallel() ? "the model decides" : "only the first call is returned";
    }
}
