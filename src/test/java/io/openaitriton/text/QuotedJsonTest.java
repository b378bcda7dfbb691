package io.openaitriton.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON of a JSON string is what Jackson writes for it. */
class QuotedJsonTest {
    private static final ObjectMapper JACKSON = new ObjectMapper();
    private static final String[] PIECES = {
        "a", "piece of text ", "\n", "\t", "\r", "\f", "\b", "\"", "\\", "/", "é", "—", "🙂", "\u007f"
    };

    @Test
    void anyText() throws JsonProcessingException {
        Random random = new Random(20261130);
        for (int round = 0; round < 3000; round++) {
            StringBuilder text = new StringBuilder();
            int odd = random.nextInt(PIECES.length);
            for (int i = random.nextInt(60); i > 0; i--) {
                text.append(PIECES[random.nextInt(odd + 1)]);
            }
            String written = JACKSON.writeValueAsString(text.toString());

            assertThat(quoted(written)).isEqualTo(JACKSON.writeValueAsString(written));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\/", "\\u0041", "\\u000a", "text with \\u2014 in it", "\\\\\\/"})
    void escapesThatNeedNotBeThere(String json) {
        assertThat(quoted('"' + json + '"')).isNull();
    }

    /** What is not escaped here is escaped by others: the text would be another one. */
    @Test
    void aSlashAfterABackslashIsOne() throws JsonProcessingException {
        String written = JACKSON.writeValueAsString("\\/");

        assertThat(quoted(written)).isEqualTo(JACKSON.writeValueAsString(written));
    }

    private static String quoted(String json) {
        byte[] bytes = ("##" + json).getBytes(StandardCharsets.UTF_8);
        byte[] quoted = QuotedJson.of(bytes, 3, bytes.length - 1);
        return quoted == null ? null : '"' + new String(quoted, StandardCharsets.UTF_8) + '"';
    }
}
