package io.openaitriton.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read, and what is said of JSON that is wrong, is the same as with Jackson's own parser. */
class RequestParserTest {
    private static final ObjectMapper OURS = new ObjectMapper(new RequestJson(new JsonFactoryBuilder()));
    private static final ObjectMapper JACKSON = new ObjectMapper(new JsonFactory());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"\"}",
                "{\"a\":\"plain\"}",
                "{\"a\":\"seven b\",\"b\":\"eight by\",\"c\":\"nine byte\"}",
                "{\"a\":\"line\\nquote\\\"back\\\\slash\\/tab\\tcr\\rff\\fbs\\b\"}",
                "{\"a\":\"\\u0041\\u00e9\\u20ac\\ud83d\\ude00\\u0000\"}",
                "{\"a\":\"é € 😀 \u00a0 \ufffd\"}",
                "{\"a\":\"\\ud83d alone\"}",
                "{\"a\":\"\\ude00 alone\"}",
                "{\"a\":\"\\ud83d\\u0041\"}",
                "{\"a\":\"\\uD83D\\",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\\u12",
                "{\"a\":\"open",
                "{\"a\":\"open\\",
                "{\"a\":\"open\\\"",
                "{\"a\":\"a\nline\"}",
                "{\"a\":\"a\ttab at some distance\"}",
                "{\"a\":[\"b\",{\"c\":\"d\"}],\"e\":\"f\"} ",
                "[\"a\",\"b\"] \"c\"",
                "\"top\"",
                "12",
                " {\"a\" : \"b\" , \"c\" : null}",
            })
    void texts(String json) {
        same(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void bytesThatAreNoUtf8() {
        for (int first = 0x80; first < 0x100; first++) {
            same(new byte[] {'[', '"', 'a', 'b', (byte) first, '"', ']'});
            same(new byte[] {'[', '"', 'a', 'b', (byte) first, (byte) 0x80, '"', ']'});
            same(new byte[] {'[', '"', 'a', 'b', (byte) first, (byte) 0xa0, (byte) 0x80, '"', ']'});
            same(new byte[] {'[', '"', 'a', 'b', (byte) first, (byte) 0x90, (byte) 0x80, (byte) 0x80, '"', ']'});
        }
    }

    @Test
    void otherEncodings() {
        same("{\"a\":\"text\"}".getBytes(StandardCharsets.UTF_16LE));
        same("{\"a\":\"text\"}".getBytes(StandardCharsets.UTF_16BE));
        same("\ufeff{\"a\":\"text\"}".getBytes(StandardCharsets.UTF_8));
        same(new byte[0]);
    }

    @Test
    void anyTextOfAnyLength() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 3000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(i % 10 == 0 ? 20_000 : 100);
            while (text.length() < length) {
                text.appendCodePoint(character(random));
            }
            byte[] json = JACKSON.writeValueAsBytes(new String[] {text.toString(), "next"});
            assertThat(OURS.readValue(json, String[].class)).containsExactly(text.toString(), "next");
            assertThat(OURS.readTree(new ByteArrayInputStream(json)).get(0).textValue())
                    .isEqualTo(text.toString());
        }
    }

    @Test
    void aTextOfNothingButWideCharacters() {
        same(("[\"" + "漢字😀".repeat(10_000) + "\",\"\\n" + "漢".repeat(5000) + "\"]").getBytes(StandardCharsets.UTF_8));
    }

    /** Among them some that JSON escapes. */
    private static int character(Random random) {
        return switch (random.nextInt(40)) {
            case 0 -> '\n';
            case 1 -> '"';
            case 2 -> '\\';
            case 3 -> random.nextInt(0x20);
            case 4 -> 0xe0 + random.nextInt(0x1000);
            case 5 -> 0x1f600 + random.nextInt(80);
            default -> ' ' + random.nextInt(95);
        };
    }

    private static void same(byte[] json) {
        assertThat(outcome(OURS, json))
                .as(new String(json, StandardCharsets.UTF_8))
                .isEqualTo(outcome(JACKSON, json));
        ByteArrayOutputStream longer = new ByteArrayOutputStream();
        longer.writeBytes("[\"0123456789 0123456789 0123456789\",".getBytes(StandardCharsets.UTF_8));
        longer.writeBytes(json);
        longer.writeBytes("]".getBytes(StandardCharsets.UTF_8));
        assertThat(outcome(OURS, longer.toByteArray())).isEqualTo(outcome(JACKSON, longer.toByteArray()));
    }

    private static Object outcome(ObjectMapper mapper, byte[] json) {
        try {
            JsonNode read = mapper.readTree(json);
            return read;
        } catch (IOException e) {
            return e.getMessage();
        }
    }
}
