package io.openaitriton.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.openaitriton.api.chat.PromptException;
import io.openaitriton.output.Requests;
import io.openaitriton.prompt.source.TemplateSource;
import io.openaitriton.prompt.source.TemplateSources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** OpenAI's API lets clients leave out the description and the parameters of a tool. */
class ToolDefaultsTest {
    private static final Path TEMPLATES = Path.of("../shared/chat-templates/templates");

    private static final List<String> TOOLS = List.of(
            "{\"type\":\"function\",\"function\":{\"name\":\"now\"}}",
            "{\"function\":{\"name\":\"now\",\"description\":null,\"parameters\":null}}",
            "{\"type\":\"function\",\"function\":{\"name\":\"now\",\"description\":\"d\",\"parameters\":{}}}",
            "{\"type\":\"function\",\"function\":{\"name\":\"now\",\"parameters\":{\"type\":\"object\",\"properties\":{\"a\":{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]},\"b\":{}}}}}");

    @Test
    void aTemplateThatFailsWithoutThemGetsEmptyOnes() {
        PromptTemplate strict = template("{{ t.function.name + '/' + t.function.description + '/'"
                + " + t.function.parameters.properties | length | string }}");
        assertThat(TOOLS.stream().map(tool -> render(strict, tool)))
                .containsExactly("now//0", "now//0", "now/d/0", "now//2");
    }

    @Test
    void otherTemplatesGetWhatTheClientWrote() {
        PromptTemplate json = template("{{ t | tojson }}");
        assertThat(render(json, TOOLS.get(0))).isEqualTo("{\"type\": \"function\", \"function\": {\"name\": \"now\"}}");
    }

    @Test
    void noVendorsTemplateRequiresMoreOfAToolThanOpenAi() throws Exception {
        assumeTrue(Files.exists(TEMPLATES), "no folder " + TEMPLATES + ": skipped");
        List<String> wrong = new ArrayList<>();
        int withTools = 0;
        try (Stream<Path> files = Files.list(TEMPLATES)) {
            for (Path file : files.sorted().toList()) {
                PromptTemplate template =
                        new PromptTemplate(TemplateSources.find(file.toString()), PromptSettings.DEFAULT);
                String full =
                        "{\"type\":\"function\",\"function\":{\"name\":\"now\",\"description\":\"d\",\"parameters\":"
                                + "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"description\":\"x\"}},\"required\":[\"a\"]}}}";
                try {
                    render(template, full);
                } catch (PromptException e) {
                    continue;
                }
                withTools++;
                for (String tool : TOOLS) {
                    try {
                        render(template, tool);
                    } catch (PromptException e) {
                        wrong.add(file.getFileName() + ": " + e.getMessage());
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(withTools).isGreaterThan(60);
    }

    private static String render(PromptTemplate template, String tool) {
        return template.render(Requests.with("\"tools\":[" + tool + "]"));
    }

    private static PromptTemplate template(String ofTool) {
        String text = "{% for t in tools or [] %}" + ofTool + "{% endfor %}";
        return new PromptTemplate(
                new TemplateSource("t", "t", text, null, Map.of(), List.of()), PromptSettings.DEFAULT);
    }
}
