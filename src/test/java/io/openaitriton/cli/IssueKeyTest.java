package io.openaitriton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IssueKeyTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        return IssueKey.run(
                args,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void theLineGoesToStandardOutputAndTheKeyToStandardError() throws Exception {
        assertThat(run("--models", "a,b", "--requests", "60", "--tokens", "1000", "--concurrent", "2", "team-a"))
                .isZero();
        String line = out.toString(StandardCharsets.UTF_8);
        assertThat(line.lines()).hasSize(1);
        JsonNode entry = new ObjectMapper().readTree(line);
        String key = err.toString(StandardCharsets.UTF_8).replaceAll("(?s).*(otg-[\\w-]{43})\\s*", "$1");
        assertThat(key).startsWith("otg-");
        assertThat(line).doesNotContain(key);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII));
        assertThat(entry.path("sha256").asText()).isEqualTo(HexFormat.of().formatHex(hash));
        assertThat(entry.path("name").asText()).isEqualTo("team-a");
        assertThat(entry.path("models")).hasSize(2);
        assertThat(entry.path("requests_per_minute").asInt()).isEqualTo(60);
        assertThat(entry.path("tokens_per_minute").asInt()).isEqualTo(1000);
        assertThat(entry.path("concurrent_requests").asInt()).isEqualTo(2);
    }

    @Test
    void noTwoKeysAreTheSameAndAbsentOptionsAreLeftOut() {
        run("a");
        run("a");
        assertThat(err.toString(StandardCharsets.UTF_8).lines().distinct()).hasSize(2);
        assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("models", "minute", "concurrent");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                 | Expected one name
            a b                | Expected one name
            --requests         | --requests needs a value
            --requests x a     | --requests must be a whole number
            --requests 0 a     | 'requests_per_minute' must be a whole number
            --speed 1 a        | Unknown option --speed
            a/b                | 'name' must be
            --models , a       | 'models' must be
            """)
    void invalidOptionsPrintTheUsage(String args, String words) {
        assertThat(run(args.isEmpty() ? new String[0] : args.split(" "))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(words, "Usage: key");
        assertThat(out.size()).isZero();
    }
}
