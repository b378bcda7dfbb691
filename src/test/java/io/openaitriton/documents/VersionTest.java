package io.openaitriton.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every place that names the project's version names the one in pom.xml. */
class VersionTest {
    private static final Pattern OWN =
            Pattern.compile("<artifactId>openai-triton-gateway(?:-[a-z]+)?</artifactId>\\s*<version>([^<$]+)<");
    private static final Pattern PROPERTY = Pattern.compile("<gateway\\.version>([^<]+)<");
    private static final Pattern COORDINATES =
            Pattern.compile("io\\.openaitriton:openai-triton-gateway:([0-9][^ `\\s]*)");
    private static final Pattern JAR = Pattern.compile("openai-triton-gateway-([0-9][^ `\\s]*)\\.jar");
    private static final Pattern IMAGE = Pattern.compile("openai-triton-gateway(?::|.*newTag: )([0-9][^ }\\s]*)");

    @Test
    void isTheSameInPomsExamplesAndDocuments() throws IOException {
        String version = found(Path.of("pom.xml"), OWN).get(0);
        try (Stream<Path> files = Stream.of("pom.xml", "bench/pom.xml", "docs", "examples")
                .map(Path::of)
                .flatMap(VersionTest::textFiles)) {
            for (Path file : files.toList()) {
                for (Pattern pattern : List.of(OWN, PROPERTY, COORDINATES, JAR)) {
                    assertThat(found(file, pattern)).as(file.toString()).allMatch(version::equals);
                }
            }
        }
    }

    @Test
    void ofTheImageIsTheRelease() throws IOException {
        String release = found(Path.of("pom.xml"), OWN).get(0).replace("-SNAPSHOT", "");
        for (Path file : List.of(Path.of("deploy/kubernetes/deployment.yaml"), Path.of("docs/deployment.md"))) {
            assertThat(found(file, IMAGE)).as(file.toString()).isNotEmpty().allMatch(release::equals);
        }
    }

    @Test
    void hasAnEntryInTheChangelog() throws IOException {
        String version = found(Path.of("pom.xml"), OWN).get(0);
        String entry = version.endsWith("-SNAPSHOT") ? "## [Unreleased]" : "## [" + version + "] - ";
        assertThat(Files.readString(Path.of("CHANGELOG.md"))).contains(entry);
    }

    private static List<String> found(Path file, Pattern pattern) throws IOException {
        return pattern.matcher(Files.readString(file))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static Stream<Path> textFiles(Path from) {
        try {
            return Files.walk(from)
                    .filter(file -> file.toString().endsWith(".md")
                            || file.getFileName().toString().equals("pom.xml"))
                    .filter(file -> !file.toString().matches(".*/(target|node_modules)/.*"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
