package io.openaitriton.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever is added, and in whatever order, all of it is there. */
class JsonBufferTest {
    private static final ObjectMapper JACKSON = new ObjectMapper();

    private final Random random = new Random(20261130);

    @Test
    void textAndJsonOfAnyLength() throws IOException {
        for (int round = 0; round < 300; round++) {
            JsonBuffer buffer = new JsonBuffer(random.nextInt(3000));
            StringBuilder expected = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                String text = text(random.nextInt(10) == 0 ? 200_000 : 6000);
                String json = escaped(text);
                if (random.nextBoolean()) {
                    buffer.addText(text);
                } else {
                    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
                    byte[] within = new byte[bytes.length + 7];
                    System.arraycopy(bytes, 0, within, 3, bytes.length);
                    buffer.addJson(within, 3, 3 + bytes.length);
                }
                expected.append(json);
            }
            same(buffer, expected.toString());
        }
    }

    @Test
    void longJsonIsNotCopied() {
        byte[] json = "x".repeat(5000).getBytes(StandardCharsets.US_ASCII);
        JsonBuffer buffer = new JsonBuffer(10);
        buffer.addText("before");
        buffer.addJson(json);
        json[0] = 'y';

        assertThat(new String(buffer.bytes(), StandardCharsets.US_ASCII)).startsWith("beforeyx");
    }

    @Test
    void completeJsonIsTheArray() throws IOException {
        byte[] json = {'{', '}'};
        JsonBuffer buffer = JsonBuffer.of(json);

        assertThat(buffer.bytes()).isSameAs(json);
        same(buffer, "{}");
    }

    @Test
    void moreTextThanWasExpected() throws IOException {
        String text = text(6000);
        JsonBuffer buffer = new JsonBuffer(0);
        buffer.addText(text);
        same(buffer, escaped(text));

        JsonBuffer complete = JsonBuffer.of(new byte[] {'"'});
        complete.addText(text);
        same(complete, '"' + escaped(text));
    }

    @Test
    void nothing() throws IOException {
        same(new JsonBuffer(0), "");
    }

    private static void same(JsonBuffer buffer, String expected) throws IOException {
        byte[] all = Arrays.copyOf(buffer.bytes(), buffer.length());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        buffer.writeTo(out);

        assertThat(new String(all, StandardCharsets.UTF_8)).isEqualTo(expected);
        assertThat(out.toByteArray()).isEqualTo(all);
    }

    private String text(int most) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(most); length > 0; length--) {
            text.append(random.nextInt(20) == 0 ? "\n\"\\é—\u0001".charAt(random.nextInt(6)) : 'p');
        }
        return text.toString();
    }

    private static String escaped(String text) throws JsonProcessingException {
        String json = JACKSON.writeValueAsString(text);
        return json.substring(1, json.length() - 1);
    }
}
