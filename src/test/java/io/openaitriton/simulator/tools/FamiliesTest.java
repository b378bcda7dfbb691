package io.openaitriton.simulator.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.template.ChatTemplate;
import io.openaitriton.template.TemplateLimits;
import io.openaitriton.template.TemplateOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the simulator writes for each family: a call after the question, a text after the tool's result. */
class FamiliesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path TEMPLATES = Path.of("../shared/chat-templates/templates");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2025-07-10T12:00:00Z"), ZoneOffset.UTC);
    private static final JsonNode PLAYED = played();

    @ParameterizedTest(name = "{0}")
    @MethodSource("prompts")
    void aModelCallsAToolAndThenQuotesItsResult(String family, JsonNode row) {
        String prompt = row.get("prompt").textValue();
        assertThat(said(prompt, family)).isEqualTo(row.get("call").textValue());
        String call = row.get("call").textValue();
        assertThat(said(prompt + call + row.get("after").textValue(), family))
                .isEqualTo(row.get("answer").textValue());
        assertThat(Conversation.of(prompt, family).format().name()).isEqualTo(family);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("templates")
    void aModelCallsAToolAsItsTemplateShowsThem(String family, String template, JsonNode row) throws IOException {
        Path file = TEMPLATES.resolve(template + ".jinja");
        Assumptions.assumeTrue(Files.isRegularFile(file), "skipped: there is no " + TEMPLATES + " with real templates");
        ChatTemplate source =
                ChatTemplate.parse(Files.readString(file), new TemplateOptions(CLOCK, TemplateLimits.DEFAULT));
        String prompt = source.render(variables(row, "asked"));
        assertThat(said(prompt, template)).isEqualTo(row.get("call").textValue());
        assertThat(Conversation.of(prompt, template).format().name()).isEqualTo(family);
        if (row.has("answer")) {
            assertThat(said(source.render(variables(row, "answered")), template))
                    .isEqualTo(row.get("answer").textValue());
        }
    }

    @Test
    void everyFormatIsTested() {
        Set<String> tested = Stream.of("templates", "prompts")
                .flatMap(list -> StreamSupport.stream(PLAYED.get(list).spliterator(), false))
                .map(row -> row.get("family").textValue())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(Family.ALL.formats().stream().map(Family.Format::name)).allMatch(tested::contains);
        assertThat(tested).hasSize(33);
    }

    static Stream<Arguments> prompts() {
        return StreamSupport.stream(PLAYED.get("prompts").spliterator(), false)
                .map(row -> Arguments.of(row.get("family").textValue(), row));
    }

    static Stream<Arguments> templates() {
        return StreamSupport.stream(PLAYED.get("templates").spliterator(), false)
                .map(row -> Arguments.of(
                        row.get("family").textValue(), row.get("template").textValue(), row));
    }

    private static String said(String prompt, String model) {
        return new ToolPlayer(prompt, model, (verb, what) -> "The model was " + verb + " this: " + what, 0)
                .speech(false, true)
                .text();
    }

    private static Map<String, Object> variables(JsonNode row, String messages) {
        Map<String, Object> variables = new HashMap<>();
        row.path("context").properties().forEach(one -> variables.put(one.getKey(), plain(one.getValue())));
        variables.put("messages", plain(PLAYED.get(messages)));
        variables.put("tools", plain(PLAYED.get("tools")));
        variables.put("add_generation_prompt", true);
        variables.put("bos_token", "");
        variables.put("eos_token", "");
        return variables;
    }

    private static Object plain(JsonNode node) {
        return JSON.convertValue(node, Object.class);
    }

    private static JsonNode played() {
        try (InputStream in = FamiliesTest.class.getResourceAsStream("played.json")) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
