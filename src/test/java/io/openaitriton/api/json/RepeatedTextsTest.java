package io.openaitriton.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.text.KnownText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Long texts that come again. */
class RepeatedTextsTest {
    private static final ObjectMapper JACKSON = new ObjectMapper();
    private static final String HEAD = "the same beginning of many texts ".repeat(10);

    private final RepeatedTexts texts = new RepeatedTexts(100_000);

    @Test
    void aTextIsKnownOnceItCameTwice() {
        byte[] json = json(HEAD + "a");

        assertThat(texts.find(json, 1, json.length)).isNull();
        assertThat(add(json, HEAD + "a")).isNull();
        assertThat(texts.find(json, 1, json.length)).isNull();
        KnownText kept = add(json, HEAD + "a");
        assertThat(kept.text()).isEqualTo(HEAD + "a");
        assertThat(texts.find(json, 1, json.length).value()).isSameAs(kept);
        assertThat(texts.find(json, 1, json.length).length()).isEqualTo(json.length - 1);
    }

    @Test
    void itsBytesAreACopy() {
        byte[] json = known(HEAD + "a");
        byte[] again = json.clone();
        json[5] = 'X';

        assertThat(texts.find(json, 1, json.length)).isNull();
        assertThat(texts.find(again, 1, again.length).value().text()).isEqualTo(HEAD + "a");
    }

    @Test
    void aTextThatBeginsOrEndsLikeAnotherIsAnother() {
        known(HEAD + "a");
        known(HEAD + "ab");

        for (String other :
                new String[] {HEAD, HEAD + "b", HEAD + "abc", HEAD + "a\\\"", HEAD + "\\\"a", " " + HEAD + "a"}) {
            byte[] json = ("\"" + other + "\"").getBytes(StandardCharsets.UTF_8);
            assertThat(texts.find(json, 1, json.length)).as(other).isNull();
        }
        byte[] cut = json(HEAD + "a");
        assertThat(texts.find(cut, 1, cut.length - 1)).isNull();
    }

    @Test
    void shortTextsAreNeverKnown() {
        byte[] json = json("short");
        byte[] followed = ("\"short\",\"" + HEAD + "\"").getBytes(StandardCharsets.UTF_8);

        assertThat(texts.find(json, 1, json.length)).isNull();
        assertThat(texts.find(followed, 1, followed.length)).isNull();
    }

    @Test
    void noMoreBytesAreKeptThanAllowed() {
        String text = HEAD.repeat(30);
        for (int i = 0; i < 100; i++) {
            known(i + text);
        }
        long found = 0;
        for (int i = 0; i < 100; i++) {
            byte[] json = json(i + text);
            found += texts.find(json, 1, json.length) == null ? 0 : 1;
        }

        assertThat(found).isBetween(5L, 100_000L / text.length());
    }

    @Test
    void manyTextsWithTheSameBeginning() {
        for (int i = 0; i < 200; i++) {
            known(HEAD + i);
        }
        byte[] last = json(HEAD + 199);
        byte[] first = json(HEAD + 0);

        assertThat(texts.find(last, 1, last.length)).isNotNull();
        assertThat(texts.find(first, 1, first.length)).isNull();
    }

    @Test
    void aTextIsFoundByItsObjectWhileItIsKept() throws IOException {
        String[] read = new String[3];
        byte[] json = ("[\"" + HEAD + "an object\"]").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < read.length; i++) {
            read[i] = OpenAiJson.mapper().readTree(json).get(0).textValue();
        }

        assertThat(RepeatedTexts.of(read[0])).isNull();
        assertThat(read[2]).isSameAs(read[1]);
        assertThat(RepeatedTexts.of(read[2]).text()).isSameAs(read[2]);
        assertThat(RepeatedTexts.of(new String(read[2]))).isNull();
        assertThat(RepeatedTexts.of("short")).isNull();
    }

    /** The parser finds what it has read before, and reads on after it. */
    @Test
    void whatIsReadIsTheSameEachTime() throws IOException {
        Random random = new Random(20261130);
        String[] odd = {"\\n", "\\\"", "\\\\", "\\u00e9", "é", "—", "\\ud83d\\ude42", "/", "\\/", "<|eot_id|>"};
        for (int round = 0; round < 200; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(60); i >= 0; i--) {
                text.append("text ").append(odd[random.nextInt(odd.length)]);
            }
            byte[] json = ("[\"" + text + "\",\"" + text + "x\",7,\"" + text + "\"]").getBytes(StandardCharsets.UTF_8);
            for (int time = 0; time < 3; time++) {
                assertThat(OpenAiJson.mapper().readTree(json)).isEqualTo(JACKSON.readTree(json));
            }
        }
    }

    private byte[] known(String text) {
        byte[] json = json(text);
        add(json, text);
        add(json, text);
        return json;
    }

    private KnownText add(byte[] json, String text) {
        return texts.add(json, 1, json.length - 1, text);
    }

    private static byte[] json(String text) {
        return ("\"" + text + "\"").getBytes(StandardCharsets.UTF_8);
    }
}
