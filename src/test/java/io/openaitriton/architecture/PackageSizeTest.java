package io.openaitriton.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A package can be read in one sitting, and a class too. */
class PackageSizeTest {
    private static final Path SOURCES = Path.of("src/main/java/io/openaitriton");
    private static final Path DECISION = Path.of("docs/decisions/0001-packages.md");
    private static final int MAX_FILES = 25;
    private static final int MAX_LINES = 250;

    private static final Pattern LARGE = Pattern.compile("(?m)^\\| `([a-z.]+)` \\| [^|]{20,} \\|$");

    private static final Pattern PUBLIC_TYPE =
            Pattern.compile("(?m)^public (?:final |abstract )*(?:class|record) (\\w+)");

    @Test
    void theDecisionSaysWhyAPackageHasMoreThan25Files() throws IOException {
        Set<String> reasons = LARGE.matcher(Files.readString(DECISION))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        try (Stream<Path> folders = Files.walk(SOURCES).filter(Files::isDirectory)) {
            Set<String> large = folders.filter(folder -> sources(folder).size() > MAX_FILES)
                    .map(folder -> SOURCES.relativize(folder).toString().replace('/', '.'))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(large).isEqualTo(reasons);
        }
    }

    @Test
    void noClassHasMoreThan250Lines() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES).filter(Files::isRegularFile)) {
            assertThat(files)
                    .allSatisfy(file -> assertThat(Files.readAllLines(file))
                            .as(file.toString())
                            .hasSizeLessThanOrEqualTo(MAX_LINES));
        }
    }

    /** Route authors look there for all that they can name, and for nothing else. */
    @Test
    void thePublicClassesOfCamelAreThoseThatRoutesName() throws IOException {
        try (Stream<Path> routes = Files.walk(Path.of("routes"));
                Stream<Path> examples = Files.walk(Path.of("examples"));
                Stream<Path> services = Files.list(Path.of("src/main/resources/META-INF/services"))) {
            String named = Stream.concat(routes, examples)
                    .filter(file -> file.toString().endsWith(".camel.yaml"))
                    .map(PackageSizeTest::read)
                    .collect(Collectors.joining());
            String loaded = services.map(PackageSizeTest::read).collect(Collectors.joining());
            List<String> types = sources(SOURCES.resolve("camel")).stream()
                    .map(PackageSizeTest::read)
                    .flatMap(text -> PUBLIC_TYPE.matcher(text).results())
                    .map(type -> type.group(1))
                    .toList();
            assertThat(types)
                    // Camel loads the others
                    .filteredOn(type -> !loaded.contains("io.openaitriton.camel." + type + "\n"))
                    .isNotEmpty()
                    .allSatisfy(type -> assertThat(named).contains("type: io.openaitriton.camel." + type + "\n"));
        }
    }

    private static Set<Path> sources(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
