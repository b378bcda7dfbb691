package io.openaitriton.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Golden files, and the helper that compares with them. */
class GoldenTest {
    private static final Path SOURCES = Path.of("src/test/java");

    @TempDir
    Path folder;

    @Test
    void everyGoldenFileIsUsed() throws IOException {
        List<String> sources = sources();
        for (Path file : files(Golden.ROOT)) {
            Path name = Golden.ROOT.relativize(file);
            String subject = "Golden.of(\"" + name.getName(0) + "\")";
            String own = "\"" + name.subpath(1, name.getNameCount()).toString().replace('\\', '/') + "\"";
            assertThat(sources)
                    .as("no test class has %s and names %s; delete %s", subject, own, file)
                    .anyMatch(source -> source.contains(subject) && source.contains(own));
        }
    }

    @Test
    void aSubjectBelongsToOneClass() throws IOException {
        List<String> sources = sources();
        try (Stream<Path> subjects = Files.list(Golden.ROOT)) {
            for (Path subject : subjects.toList()) {
                assertThat(sources)
                        .filteredOn(source -> source.contains("Golden.of(\"" + subject.getFileName() + "\")"))
                        .as("classes with the golden files in %s", subject)
                        .hasSize(1);
            }
        }
    }

    @Test
    void theSameBytesPass() throws IOException {
        Files.writeString(folder.resolve("text.txt"), "é\n\n");
        Golden.in(folder).check("text.txt", "é\n\n", false);
    }

    @Test
    void aDifferenceIsShownByItsLines() throws IOException {
        Files.writeString(folder.resolve("text.txt"), "1\n2\n3\n4\nfive\n6\n");
        assertThatThrownBy(() -> Golden.in(folder).check("text.txt", "1\n2\n3\n4\n5\t\n6\n", false))
                .hasMessageContaining("text.txt")
                .hasMessageContaining("-Dgolden.update=true")
                .hasMessageEndingWith("@@ line 5 @@\n  2⏎\n  3⏎\n  4⏎\n- five⏎\n+ 5\\t⏎\n  6⏎");
    }

    @Test
    void aLastNewlineIsADifference() throws IOException {
        Files.writeString(folder.resolve("text.txt"), "1\n2");
        assertThatThrownBy(() -> Golden.in(folder).check("text.txt", "1\n2\n", false))
                .hasMessageEndingWith("@@ line 2 @@\n  1⏎\n- 2\n+ 2⏎");
    }

    @Test
    void aMissingFileIsReported() {
        assertThatThrownBy(() -> Golden.in(folder).check("none.txt", "text", false))
                .hasMessageContaining("There is no " + folder.resolve("none.txt"))
                .hasMessageEndingWith("text");
    }

    @Test
    void filesAreWrittenOnlyWhenAsked() throws IOException {
        Golden.in(folder).check("a/text.txt", "one", true);
        Golden.in(folder).check("a/text.txt", "two", true);
        assertThat(folder.resolve("a/text.txt")).hasContent("two");
        assertThatThrownBy(() -> Golden.in(folder).check("a/text.txt", "three", false))
                .isInstanceOf(AssertionError.class);
        assertThat(folder.resolve("a/text.txt")).hasContent("two");
    }

    private static List<String> sources() throws IOException {
        return files(SOURCES).stream().map(GoldenTest::read).toList();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
