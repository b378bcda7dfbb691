package io.openaitriton.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@code tojson} of texts of any length, beside an encoder that takes one character after the other. */
class JsonOfTextsTest {
    private static final ChatTemplate TEMPLATE = ChatTemplate.parse("{{ text | tojson }}");

    private final Random random = new Random(11);

    @Test
    void everyCharacterAtEveryPlace() {
        for (char c = 0; c < 0x300; c++) {
            assertJson("x".repeat(c % 11) + c + "y".repeat(c % 7));
            assertJson("x".repeat(130 + c % 17) + c + "y".repeat(c % 13));
        }
    }

    @Test
    void randomTexts() {
        for (int round = 0; round < 3000; round++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(round % 10 == 0 ? 6000 : 300);
            while (text.length() < length) {
                text.appendCodePoint(character());
            }
            assertJson(text.toString());
        }
    }

    @Test
    void nothingButEscapesAndNothingButWideCharacters() {
        assertJson("\u0001".repeat(5000));
        assertJson("漢".repeat(5000));
        assertJson("😀\n".repeat(5000));
    }

    private int character() {
        return switch (random.nextInt(30)) {
            case 0 -> '\n';
            case 1 -> '"';
            case 2 -> '\\';
            case 3 -> random.nextInt(0x20);
            case 4 -> 0x7f + random.nextInt(0x90);
            case 5 -> 0x2000 + random.nextInt(0x300);
            case 6 -> 0x1f600 + random.nextInt(80);
            default -> ' ' + random.nextInt(95);
        };
    }

    private static void assertJson(String text) {
        assertThat(TEMPLATE.render(Map.of("text", text))).isEqualTo(json(text));
    }

    private static String json(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"', '\\' -> json.append('\\').append(c);
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                case '\f' -> json.append("\\f");
                case '\b' -> json.append("\\b");
                default -> json.append(c < ' ' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        return json.append('"').toString();
    }
}
