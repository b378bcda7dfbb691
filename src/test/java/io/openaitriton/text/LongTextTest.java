package io.openaitriton.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.api.OpenAiJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A text in pieces is the text of all, and its JSON is what Jackson writes. */
class LongTextTest {
    private static final ObjectMapper JACKSON = new ObjectMapper();
    private static final String ALPHABET = "abc \n\"\\\t\u0001\u001f\u007f\u0080é\u00ff€漢!#[]";

    private final Random random = new Random(20261130);

    @Test
    void piecesAreOneText() {
        for (int round = 0; round < 500; round++) {
            List<String> pieces = pieces();
            String all = String.join("", pieces);
            LongText text = new LongText(pieces, new KnownTexts());

            assertThat(text.length()).isEqualTo(all.length());
            for (int i = all.length() - 1; i >= 0; i--) {
                assertThat(text.charAt(i)).isEqualTo(all.charAt(i));
            }
            assertThat(text).hasToString(all);
            assertThat((Object) text)
                    .isEqualTo(new LongText(List.of(all), new KnownTexts()))
                    .hasSameHashCodeAs(new LongText(List.of(all), new KnownTexts()))
                    .isNotEqualTo(new LongText(List.of(all, "x"), new KnownTexts()));
            int from = random.nextInt(all.length() + 1);
            assertThat(text.subSequence(from, all.length())).isEqualTo(all.substring(from));
        }
    }

    @Test
    void theJsonIsJacksons() throws JsonProcessingException {
        for (int round = 0; round < 2000; round++) {
            List<String> pieces = pieces();
            assertThat(json(new LongText(pieces, new KnownTexts()))).isEqualTo(jackson(String.join("", pieces)));
        }
    }

    @Test
    void theJsonOfAKnownPieceIsWrittenOnce() throws JsonProcessingException {
        KnownText known = KnownText.shared("a \"known\" piece — ".repeat(30));
        List<String> pieces = List.of("before\n", known.text(), "between\n", known.text(), new String(known.text()));
        KnownTexts texts = new KnownTexts();
        texts.add(known);

        LongText text = new LongText(pieces, texts);

        assertThat(json(text)).isEqualTo(jackson(String.join("", pieces)));
        assertThat(known).extracting("json").isNotNull();
        assertThat(json(text)).isEqualTo(jackson(String.join("", pieces)));
    }

    @Test
    void aSentTextGoesOnAsItCame() throws JsonProcessingException {
        KnownText sent = sent("a\\u0020\\/text");
        KnownTexts texts = new KnownTexts();
        texts.add(sent);

        assertThat(json(new LongText(List.of("b\n", sent.text()), texts))).isEqualTo("b\\na\\u0020\\/text");
        assertThat(json(new LongText(List.of(new String(sent.text())), texts))).isEqualTo("a /text");
    }

    @Test
    void forgottenJsonIsWrittenAgain() throws JsonProcessingException {
        KnownText sent = sent(" \\/ text\\n");
        KnownText shared = KnownText.shared("a shared text");
        KnownTexts texts = new KnownTexts();
        texts.add(sent);
        texts.add(shared);
        String stripped = texts.part(sent.text(), 1, sent.text().length() - 1);
        LongText text = new LongText(List.of(stripped, shared.text()), texts);
        assertThat(json(text)).isEqualTo("\\/ texta shared text");

        text.forgetJson();

        assertThat(json(text)).isEqualTo("/ texta shared text");
        assertThat(text.newCharacters()).isEqualTo(stripped.length());
        assertThat(sent.isNew()).isTrue();
        assertThat(shared.isNew()).isFalse();
        assertThat(sent.quoted()).isNull();
        assertThat(sent.part(1, 3).text()).isEqualTo("/ ");
    }

    /** As chat templates strip messages. */
    @Test
    void aSentTextMayLoseItsWhiteSpace() throws JsonProcessingException {
        String[] ends = {"", " ", "\\n", "\\t ", " \\r\\n", "\\n\\n", "\\u000a", "\\f", "\\\\n ", "\\\\\\n", "\u00a0"};
        for (String before : ends) {
            for (String after : ends) {
                KnownText sent = sent(before + "\\u00e9 text" + after);
                String stripped = sent.text().strip();
                int begin = sent.text().indexOf(stripped);
                KnownTexts texts = new KnownTexts();
                texts.add(sent);
                String part = texts.part(sent.text(), begin, begin + stripped.length());
                String json = json(new LongText(List.of(part), texts));

                assertThat(JACKSON.readValue('"' + json + '"', String.class)).isEqualTo(stripped);
                assertThat(json.contains("\\u00e9"))
                        .as(before + "|" + after)
                        .isEqualTo(!before.contains("\\u000a") && !after.contains("\\u000a"));
            }
        }
    }

    private static KnownText sent(String json) throws JsonProcessingException {
        byte[] all = ('"' + json + '"').getBytes(StandardCharsets.UTF_8);
        return KnownText.sent(JACKSON.readValue('"' + json + '"', String.class), new SentJson(all), 1, all.length - 1);
    }

    @Test
    void charactersOfTheLastPieceDoNotJoinThePieces() {
        LongText text = new LongText(List.of("the beginning", "end"), new KnownTexts());

        assertThat(text.charAt(text.length() - 3)).isEqualTo('e');
        assertThat((Object) text).extracting("joined").isNull();
        assertThat(text.charAt(0)).isEqualTo('t');
    }

    @Test
    void newCharactersAreThoseWhoseJsonIsWritten() throws IOException {
        KnownText sent = sent("a text".repeat(100));
        KnownText changed = sent.changed("another\n" + sent.text());
        KnownTexts texts = new KnownTexts();
        texts.add(sent);
        texts.add(changed);
        LongText text = new LongText(List.of(sent.text(), changed.text(), "new"), texts);

        assertThat(text.newCharacters()).isEqualTo(changed.text().length() + 3);
        assertThat(json(text)).isEqualTo(jackson(text.toString()));
        // as a part of other JSON
        assertThat(OpenAiJson.mapper().writeValueAsString(new LongText(List.of(changed.text()), texts)))
                .isEqualTo(JACKSON.writeValueAsString(changed.text()));
        assertThat(OpenAiJson.mapper()
                        .readTree(OpenAiJson.mapper().writeValueAsBytes(new LongText(List.of(changed.text()), texts)))
                        .textValue())
                .isEqualTo(changed.text());
    }

    @Test
    void noPieceIsAnEmptyText() {
        LongText text = new LongText(List.of(), new KnownTexts());

        assertThat(text).isEmpty();
        assertThat(text).hasToString("");
        assertThat(json(text)).isEmpty();
    }

    @Test
    void pairsOfSurrogatesStayTogetherAcrossPages() {
        for (int before = 0; before < 4; before++) {
            String text = "x".repeat(before) + "🙂".repeat(3000);
            assertThat(json(new LongText(List.of(text), new KnownTexts()))).isEqualTo(text);
        }
    }

    private List<String> pieces() {
        List<String> pieces = new ArrayList<>();
        for (int i = random.nextInt(8); i >= 0; i--) {
            int plain = random.nextInt(20);
            StringBuilder piece = new StringBuilder();
            for (int length = random.nextInt(300); length > 0; length--) {
                piece.append(random.nextInt(20) < plain ? 'p' : ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            pieces.add(piece.toString());
        }
        return pieces;
    }

    private static String json(LongText text) {
        JsonBuffer buffer = new JsonBuffer(text.length());
        text.addTo(buffer);
        return new String(buffer.bytes(), 0, buffer.length(), StandardCharsets.UTF_8);
    }

    private static String jackson(String text) throws JsonProcessingException {
        String json = JACKSON.writeValueAsString(text);
        return json.substring(1, json.length() - 1);
    }
}
