package io.openaitriton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderPromptTest {
    private static final String MESSAGES = "[{\"role\":\"user\",\"content\":\"Grüezi <|im_end|>\"}]";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private String template;

    @BeforeEach
    void writeTemplate() throws IOException {
        template = Files.writeString(
                        folder.resolve("t.jinja"), "{{ bos_token }}<|im_start|>{{ messages[0].content }}<|im_end|>\n")
                .toString();
    }

    private int run(String input, String... args) {
        return RenderPrompt.run(
                args,
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void thePromptIsPrintedAndNothingElse() throws IOException {
        Path file = Files.writeString(folder.resolve("messages.json"), MESSAGES);
        assertThat(run("", template, file.toString())).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("<|im_start|>Grüezi < |im_end|><|im_end|>");
        assertThat(err.size()).isZero();
    }

    @Test
    void aRequestIsReadFromStandardInputAndOptionsApply() {
        assertThat(run(
                        "{\"messages\":" + MESSAGES + "}",
                        "--bos-token",
                        "<s>",
                        "--control-tokens",
                        "allow",
                        template,
                        "-"))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("<s><|im_start|>Grüezi <|im_end|><|im_end|>");
    }

    /** As the gateway does for a model whose format is found from its template. */
    @Test
    void earlierCallsAreWrittenForATemplateThatIgnoresThem() throws IOException {
        String lists = Files.writeString(
                        folder.resolve("lists.jinja"),
                        "{% if tools %}<|im_start|>List of tools: {{ tools | tojson }}{% endif %}"
                                + "{% for m in messages %}<|im_start|>{{ m.role }} {{ m.content }}{% endfor %}")
                .toString();
        String call = "{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}";
        String messages =
                "[{\"role\":\"user\",\"content\":\"w\"},{\"role\":\"assistant\",\"tool_calls\":[" + call + "]}]";
        assertThat(run(messages, lists, "-"))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("<|im_start|>user w<|im_start|>assistant <|tool_call_start|>[f()]<|tool_call_end|>");
    }

    @Test
    void aConversationWithoutAPromptIsAnError() {
        assertThat(run("[]", template, "-")).isEqualTo(1);
        assertThat(run("{\n\"messages\": x}", template, "-")).isEqualTo(1);
        assertThat(run(MESSAGES, "--control-tokens", "refuse", template, "-")).isEqualTo(1);
        assertThat(run("", template, folder.resolve("none.json").toString())).isEqualTo(1);
        assertThat(run("", "llama-0", "-")).isEqualTo(1);
        assertThat(out.size()).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("'messages' is empty", "line 2", "control token", "does not exist", "llama-0");
    }

    @Test
    void wrongUsagePrintsTheUsage() {
        assertThat(run("")).isEqualTo(2);
        assertThat(run("", "--nothing", "x", "y")).isEqualTo(2);
        assertThat(run("", template, "-", "--bos-token")).isEqualTo(2);
        assertThat(run("", "--control-tokens", "maybe", template, "-")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("Usage", "--nothing", "needs a value", "maybe");
    }
}
