package io.openaitriton.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyFileTest {
    private static final String HASH = "0123456789abcdefABCDEF0123456789abcdefabcdef0123456789abcdef0123";

    @TempDir
    Path folder;

    @Test
    void aLineIsAKey() throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), """
                # who may what

                {"name":"team-a","sha256":"%s"}
                  {"models":["m","n"], "requests_per_minute":60, "tokens_per_minute":1000, "concurrent_requests":2,\
                 "sha256":"%s", "name":"b_1.x"}
                """.formatted(HASH, HASH.replace('0', '9')));
        List<ApiKey> keys = KeyFile.read(file);
        assertThat(keys).hasSize(2);
        ApiKey all = keys.get(0);
        assertThat(all.name()).isEqualTo("team-a");
        assertThat(all.hash()).isEqualTo(KeyHash.parse(HASH));
        assertThat(all.allows("anything")).isTrue();
        assertThat(all.requestsPerMinute()).isNull();
        assertThat(all.tokensPerMinute()).isNull();
        assertThat(all.concurrentRequests()).isNull();
        ApiKey some = keys.get(1);
        assertThat(some.allows("n")).isTrue();
        assertThat(some.allows("o")).isFalse();
        assertThat(some.requestsPerMinute()).isEqualTo(60);
        assertThat(some.tokensPerMinute()).isEqualTo(1000);
        assertThat(some.concurrentRequests()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"sha256":"H"}                                      | line 2: 'name' must be 1 to 64 letters
            {"name":"","sha256":"H"}                            | line 2: 'name' must be
            {"name":"a b","sha256":"H"}                         | line 2: 'name' must be
            {"name":"a\\nb","sha256":"H"}                       | line 2: 'name' must be
            {"name":7,"sha256":"H"}                             | line 2: 'name' must be
            {"name":"first","sha256":"H"}                       | line 2, key first: 'name' is already used in line 1
            {"name":"x"}                                        | line 2, key x: 'sha256' must be the SHA-256 of the key
            {"name":"x","sha256":"otg-secret"}                  | line 2, key x: 'sha256' must be the SHA-256 of the key
            {"name":"x","sha256":"F"}                           | line 2, key x: 'sha256' is already used in line 1
            {"name":"x","sha256":"H","models":[]}               | line 2, key x: 'models' must be a list
            {"name":"x","sha256":"H","models":"m"}              | line 2, key x: 'models' must be a list
            {"name":"x","sha256":"H","models":["m",1]}          | line 2, key x: 'models' must be a list
            {"name":"x","sha256":"H","models":null}             | line 2, key x: 'models' must be a list
            {"name":"x","sha256":"H","requests_per_minute":0}   | line 2, key x: 'requests_per_minute' must be a whole number
            {"name":"x","sha256":"H","requests_per_minute":1.5} | line 2, key x: 'requests_per_minute' must be a whole number
            {"name":"x","sha256":"H","tokens_per_minute":"9"}   | line 2, key x: 'tokens_per_minute' must be a whole number
            {"name":"x","sha256":"H","tokens_per_minute":null}  | line 2, key x: 'tokens_per_minute' must be a whole number
            {"name":"x","sha256":"H","concurrent_requests":-1}  | line 2, key x: 'concurrent_requests' must be a whole number
            {"name":"x","sha256":"H","concurrent_requests":9999999999} | line 2, key x: 'concurrent_requests' must be
            {"name":"x","sha256":"H","concurrent_requests":99999999999999999999} | line 2, key x: 'concurrent_requests' must
            {"name":"x","sha256":"H","request_per_minute":5}    | line 2, key x: 'request_per_minute' is unknown
            {"name":"x","sha256":"H","name":"y"}                | line 2: invalid JSON
            {"name":"x","sha256":"otg-secret                    | line 2: invalid JSON
            {"name":"x","sha256":"H"} {}                        | line 2: invalid JSON
            ["x"]                                               | line 2: expected a JSON object
            """)
    void aMistakeIsReportedWithLineKeyAndFieldButWithoutTheValue(String line, String words) throws IOException {
        String first = "{\"name\":\"first\",\"sha256\":\"" + "f".repeat(64) + "\"}\n";
        String second = line.replace("\"H\"", "\"" + HASH + "\"").replace("\"F\"", "\"" + "F".repeat(64) + "\"");
        Path file = Files.writeString(folder.resolve("keys"), first + second);
        assertThatThrownBy(() -> KeyFile.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file + ", " + words)
                .satisfies(e -> assertThat(e.toString()).doesNotContain("secret"));
    }

    @Test
    void aMissingEmptyOrTooLongFileIsNamed() throws IOException {
        Path file = folder.resolve("keys");
        assertThatThrownBy(() -> KeyFile.read(file)).hasMessage("The key file " + file + " does not exist");
        assertThatThrownBy(() -> KeyFile.read(folder)).hasMessageContaining(folder + " cannot be read");
        Files.writeString(file, "\n# none\n");
        assertThatThrownBy(() -> KeyFile.read(file))
                .hasMessage(file + " has no keys; add one, or leave 'gateway.keys' empty");
        Files.write(file, new byte[] {(byte) 0xff, '\n'});
        assertThatThrownBy(() -> KeyFile.read(file)).hasMessageContaining(file + " cannot be read");
        Files.write(file, new byte[(16 << 20) + 1]);
        assertThatThrownBy(() -> KeyFile.read(file)).hasMessageContaining("longer than 16777216 bytes");
    }
}
