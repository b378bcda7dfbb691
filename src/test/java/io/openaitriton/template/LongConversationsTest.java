package io.openaitriton.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.template.error.TemplateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Conversations of any length become prompts within the default limits. */
class LongConversationsTest {
    private static final Path TEMPLATES = Path.of("../shared/chat-templates/templates");

    @Test
    void realTemplatesRenderConversationsOfAnyLength() throws IOException {
        Assumptions.assumeTrue(
                Files.isDirectory(TEMPLATES), "skipped: there is no " + TEMPLATES + " with templates of real models");
        Map<String, Map<String, Object>> shorts = variables(2);
        Map<String, Map<String, Object>> longs = variables(1000);
        List<String> wrong = new ArrayList<>();
        int rendered = 0;
        List<Path> files;
        try (Stream<Path> all = Files.list(TEMPLATES)) {
            files = all.sorted().toList();
        }
        for (Path file : files) {
            ChatTemplate template = ChatTemplate.parse(Files.readString(file));
            for (String kind : shorts.keySet()) {
                // some templates have no place for tools or systems, and say so at any length
                String expected = end(template, shorts.get(kind));
                String actual = end(template, longs.get(kind));
                rendered += actual.equals("rendered") ? 1 : 0;
                if (!actual.equals(expected)) {
                    wrong.add(file.getFileName() + ", " + kind + ": " + actual);
                }
            }
        }
        assertThat(wrong).isEmpty();
        // as many as Python's Jinja2 renders of these
        assertThat(rendered).isEqualTo(1971);
    }

    @Test
    void lookingBackAtEveryMessageIsAllowed() {
        ChatTemplate template = ChatTemplate.parse("""
                {%- for m in messages -%}
                {%- set ns = namespace(said=none) -%}
                {%- for i in range(loop.index0) -%}
                {%- if messages[i].role != 'tool' -%}{%- set ns.said = messages[i].role -%}{%- endif -%}
                {%- endfor -%}
                {{ ns.said }}>{{ m.role }};
                {%- endfor -%}""");
        assertThat(template.render(
                        LongConversations.kinds().get("2,000 messages").apply(1000)))
                .startsWith("None>user;user>assistant;assistant>user;")
                .endsWith("assistant>user;");
    }

    @Test
    void appendingATextForEachToolIsAllowed() {
        ChatTemplate template = ChatTemplate.parse("""
                {%- set ns = namespace(all='') -%}
                {%- for t in tools -%}{%- set ns.all = ns.all ~ t | tojson ~ ';' -%}{%- endfor -%}
                {{ ns.all }}""");
        String prompt =
                template.render(LongConversations.kinds().get("200 tools").apply(10_000));
        assertThat(prompt).hasSizeGreaterThan(1_000_000).contains("tool_0\"").endsWith(";");
    }

    @Test
    void iteratingOverEachCharacterIsAllowed() {
        ChatTemplate template = ChatTemplate.parse("""
                {%- for m in messages -%}
                {%- for part in m.content -%}{%- if part['type'] == 'image' -%}(image){%- endif -%}{%- endfor -%}
                {{ m.content | length }}
                {%- endfor -%}""");
        assertThat(template.render(
                        LongConversations.kinds().get("a message of 2 MB").apply(1000)))
                .isEqualTo("1999992");
    }

    private static Map<String, Map<String, Object>> variables(int length) {
        Map<String, Map<String, Object>> variables = new HashMap<>();
        LongConversations.kinds()
                .forEach((String kind, IntFunction<Map<String, Object>> of) -> variables.put(kind, of.apply(length)));
        return variables;
    }

    private static String end(ChatTemplate template, Map<String, Object> variables) {
        try {
            return template.render(variables).isEmpty() ? "empty" : "rendered";
        } catch (TemplateException e) {
            return e.kind().toString();
        }
    }
}
