package io.openaitriton.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of docs/chat-templates.md, as another project would run it. */
class ChatTemplateExampleTest {
    private static final Path PAGE = Path.of("docs/chat-templates.md");
    private static final List<String> PACKAGES = List.of("io/openaitriton/template", "io/openaitriton/text");

    @TempDir
    private Path project;

    @Test
    void theExampleOfThePageNeedsNothingButThePackagesOfTheEngine() throws Exception {
        copyEngine();
        Files.writeString(
                project.resolve("chat_template.jinja"),
                "{% for m in messages %}[{{ m.role }}] {{ m.content }}\n{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}");
        Files.writeString(
                project.resolve("Example.java"),
                "import io.openaitriton.template.ChatTemplate;\nimport java.nio.file.*;\nimport java.util.*;\n"
                        + "class Example {\npublic static void main(String[] args) throws Exception {\n"
                        + String.join("\n", example()) + "\n}\n}\n");
        Path output = project.resolve("output");
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        "engine",
                        "Example.java")
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(java.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            java.destroyForcibly();
        }
        assertThat(output).content().isEqualToIgnoringNewLines("[user] What is Triton?[assistant]");
        assertThat(java.exitValue()).isZero();
    }

    @Test
    void theExampleHasFiveLines() throws IOException {
        assertThat(example()).hasSize(5);
    }

    private static List<String> example() throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf("```java\n") + "```java\n".length();
        return page.substring(from, page.indexOf("```", from)).lines().toList();
    }

    private void copyEngine() throws IOException, URISyntaxException {
        Path classes = Path.of(ChatTemplate.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        for (String name : PACKAGES) {
            try (Stream<Path> files = Files.walk(classes.resolve(name))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path copy = project.resolve("engine")
                            .resolve(classes.relativize(file).toString());
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        }
    }
}
