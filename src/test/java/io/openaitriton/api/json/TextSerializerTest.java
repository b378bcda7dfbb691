package io.openaitriton.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.api.OpenAiJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Long texts are what Jackson writes, and short ones too. */
class TextSerializerTest {
    private static final ObjectMapper JACKSON = new ObjectMapper();

    private final Random random = new Random(20261123);

    @Test
    void everyCharacterAtEveryPlaceIsWrittenAsJacksonDoes() throws JsonProcessingException {
        for (char c = 0; c < 0x800; c++) {
            String text = "x".repeat(61 + c % 17) + c + "y".repeat(c % 13);
            assertSame(text);
        }
    }

    @Test
    void randomTextsAreWrittenAsJacksonDoes() throws JsonProcessingException {
        String alphabet = "abc \n\"\\\t\u0001\u001f\u007fé€\uffff!#[]";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            int plain = random.nextInt(20);
            for (int length = random.nextInt(300); length > 0; length--) {
                text.append(random.nextInt(20) < plain ? 'p' : alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertSame(text.toString());
        }
    }

    @Test
    void nothingButEscapesFits() throws JsonProcessingException {
        assertSame("\u0001".repeat(10_000));
        assertSame("\"".repeat(100));
    }

    @Test
    void surrogatePairsBecomeUtf8() throws JsonProcessingException {
        String text = "🙂".repeat(100) + "\n";
        String json = new String(OpenAiJson.mapper().writeValueAsBytes(text), StandardCharsets.UTF_8);

        assertThat(json).isEqualTo("\"" + "🙂".repeat(100) + "\\n\"");
    }

    @Test
    void wideCharactersAreWrittenAsJacksonDoes() throws JsonProcessingException {
        assertSame("漢字\n".repeat(3000));
        assertSame("漢é字a".repeat(3000));
    }

    @Test
    void longTextsAreWhole() throws IOException {
        for (int length = 250; length < 260; length++) {
            for (String odd : new String[] {"🙂", "é", "\n", "—", "\"", "x"}) {
                String text = "y".repeat(length) + odd + "z".repeat(1000) + odd + "z".repeat(2000);
                assertThat(JACKSON.readValue(OpenAiJson.mapper().writeValueAsBytes(text), String.class))
                        .isEqualTo(text);
                assertThat(JACKSON.readValue(
                                OpenAiJson.mapper().writeValueAsBytes(List.of(text, text)), String[].class))
                        .containsExactly(text, text);
            }
        }
    }

    @Test
    void textsAreWrittenInEveryPlaceAndIntoStrings() throws JsonProcessingException {
        Map<String, String> map = Map.of("key", "long \"text\" ".repeat(20));

        assertThat(OpenAiJson.mapper().writeValueAsBytes(map)).isEqualTo(JACKSON.writeValueAsBytes(map));
        assertThat(OpenAiJson.mapper().writeValueAsString(map)).isEqualTo(JACKSON.writeValueAsString(map));
    }

    private static void assertSame(String text) throws JsonProcessingException {
        assertThat(new String(OpenAiJson.mapper().writeValueAsBytes(text), StandardCharsets.UTF_8))
                .isEqualTo(new String(JACKSON.writeValueAsBytes(text), StandardCharsets.UTF_8));
    }
}
