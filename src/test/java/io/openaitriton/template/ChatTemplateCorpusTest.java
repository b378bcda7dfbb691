package io.openaitriton.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.template.error.TemplateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Real templates against the texts that Python's Jinja2 renders from them. They are not part of this project. */
class ChatTemplateCorpusTest {
    private static final Path CORPUS = Path.of("../shared/chat-templates");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2025-07-10T12:00:00Z"), ZoneOffset.UTC);

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, String> sources = new HashMap<>();

    @Test
    void rendersRealTemplatesByteForByteAndFailsWhereJinjaFails() throws IOException {
        Assumptions.assumeTrue(
                Files.isRegularFile(CORPUS.resolve("cases.jsonl")),
                "skipped: there is no " + CORPUS + " with real templates and the texts expected from them");
        List<String> wrong = new ArrayList<>();
        int texts = 0;
        int errors = 0;
        for (String line : Files.readAllLines(CORPUS.resolve("cases.jsonl"))) {
            JsonNode test = json.readTree(line);
            String expected = test.has("error") ? null : test.get("expected").textValue();
            String actual;
            try {
                actual = render(test);
            } catch (TemplateException e) {
                actual = expected == null ? null : "error: " + e.getMessage();
            }
            boolean right = expected == null ? actual == null : expected.equals(actual);
            texts += right && expected != null ? 1 : 0;
            errors += right && expected == null ? 1 : 0;
            if (!right) {
                wrong.add(test.get("id").textValue() + ": " + actual + "\n   instead of: " + expected);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(texts).isEqualTo(2497);
        assertThat(errors).isEqualTo(415);
    }

    private String render(JsonNode test) {
        Map<String, Object> variables = new HashMap<>();
        test.get("context").properties().forEach(f -> variables.put(f.getKey(), plain(f.getValue())));
        variables.put("messages", plain(test.get("messages")));
        if (!test.path("tools_absent").asBoolean()) {
            variables.put("tools", plain(test.get("tools")));
        }
        String source = sources.computeIfAbsent(test.get("template").textValue(), this::source);
        return ChatTemplate.parse(source, new TemplateOptions(CLOCK, TemplateLimits.DEFAULT))
                .render(variables);
    }

    private Object plain(JsonNode node) {
        return json.convertValue(node, Object.class);
    }

    private String source(String name) {
        try {
            return Files.readString(CORPUS.resolve("templates").resolve(name + ".jinja"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
