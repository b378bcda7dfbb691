package io.openaitriton.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The defaults for an application that embeds the routes. */
class DefaultsTest {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^}]+)}}");

    @Test
    void areThoseOfTheGatewayItself() throws IOException {
        Properties own = load("application.properties");
        // of a setting that an argument of the command line changes, the default is within
        own.replaceAll((key, value) -> value.toString().replaceFirst("^\\{\\{[a-z]+:([^}]*)}}$", "$1"));
        assertThat(own).containsAllEntriesOf(load("src/main/resources/openai-triton/defaults.properties"));
    }

    @Test
    void existForAllSettingsOfRoutesExceptTritonsUrls() throws IOException {
        Set<String> missing = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                PLACEHOLDER
                        .matcher(Files.readString(file))
                        .results()
                        .map((MatchResult key) -> key.group(1))
                        // not the parameters of templates
                        .filter(key -> key.contains("."))
                        .forEach(missing::add);
            }
        }
        missing.removeAll(
                load("src/main/resources/openai-triton/defaults.properties").stringPropertyNames());
        assertThat(missing).containsExactly("triton.llama-70b.url", "triton.llama-8b.url");
    }

    private static Properties load(String file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file))) {
            properties.load(reader);
        }
        return properties;
    }
}
