package io.openaitriton.triton;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.text.KnownText;
import io.openaitriton.text.KnownTexts;
import io.openaitriton.text.LongText;
import io.openaitriton.text.SentJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A request is the JSON of its inputs, however it is written. */
class GenerateRequestSerializerTest {
    private static final ObjectMapper OURS = OpenAiJson.mapper();
    private static final ObjectMapper JACKSON = new ObjectMapper();

    /** Counts how often it is written to. */
    private static final class Counting extends ByteArrayOutputStream {
        private int writes;

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            writes++;
            super.write(bytes, from, length);
        }
    }

    @Test
    void promptsOfAnyLengthAreWritten() throws JsonProcessingException {
        for (int length : new int[] {0, 1, 100, 4000, 4095, 4096, 5000, 100_000}) {
            GenerateRequest request = request(prompt(length));

            assertThat(text(OURS.writeValueAsBytes(request))).isEqualTo(JACKSON.writeValueAsString(request.inputs()));
        }
    }

    @Test
    void aLongPromptIsWrittenInOneStep() throws IOException {
        Counting out = new Counting();
        OURS.writeValue(out, request(prompt(100_000)));

        assertThat(out.writes).isOne();
    }

    @Test
    void aRequestMayHaveThePromptOnly() throws JsonProcessingException {
        GenerateRequest request = new GenerateRequest(prompt(5000));

        assertThat(text(OURS.writeValueAsBytes(request))).isEqualTo(JACKSON.writeValueAsString(request.inputs()));
    }

    @Test
    void imagesAreWritten() throws JsonProcessingException {
        GenerateRequest request = request(prompt(5000)).with("image", List.of("aGVsbG8="));

        assertThat(text(OURS.writeValueAsBytes(request))).isEqualTo(JACKSON.writeValueAsString(request.inputs()));
    }

    /** A conversation takes far more memory than everything else that waits for Triton's answer. */
    @Test
    void theJsonOfTheClientIsNotKept() throws IOException {
        for (String input : new String[] {"stream", "image"}) {
            byte[] sent = ('"' + "a text ".repeat(1000) + '"').getBytes(StandardCharsets.UTF_8);
            String text = JACKSON.readValue(sent, String.class);
            KnownTexts known = new KnownTexts();
            known.add(KnownText.sent(text, new SentJson(sent), 1, sent.length - 1));
            LongText prompt = new LongText(List.of(text), known);
            GenerateRequest request =
                    new GenerateRequest(prompt).with(input, input.equals("image") ? List.of("a") : true);
            assertThat(prompt.newCharacters()).isZero();

            String json = text(OURS.writeValueAsBytes(request));

            assertThat(prompt.newCharacters()).as(input).isEqualTo(text.length());
            assertThat(text(OURS.writeValueAsBytes(request))).isEqualTo(json);
        }
    }

    @Test
    void aRequestMayBeAPartOfOtherJson() throws JsonProcessingException {
        GenerateRequest request = request(prompt(5000));
        List<Object> list = List.of("first", request, Map.of("inner", request), "last");
        List<Object> inputs = List.of("first", request.inputs(), Map.of("inner", request.inputs()), "last");

        assertThat(text(OURS.writeValueAsBytes(list))).isEqualTo(JACKSON.writeValueAsString(inputs));
        assertThat(OURS.writeValueAsString(list)).isEqualTo(JACKSON.writeValueAsString(inputs));
        assertThat(OURS.writerWithDefaultPrettyPrinter().writeValueAsString(list))
                .isEqualTo(JACKSON.writerWithDefaultPrettyPrinter().writeValueAsString(inputs));
        assertThat(text(OURS.writerWithDefaultPrettyPrinter().writeValueAsBytes(list)))
                .isEqualTo(JACKSON.writerWithDefaultPrettyPrinter().writeValueAsString(inputs));
        assertThat(OURS.<JsonNode>valueToTree(request)).isEqualTo(JACKSON.valueToTree(request.inputs()));
    }

    /** A route may marshal with a data format of its own. */
    @Test
    void anyMapperWritesARequest() throws JsonProcessingException {
        GenerateRequest request = request(prompt(100_000));

        assertThat(text(JACKSON.writeValueAsBytes(request)))
                .isEqualTo(JACKSON.writeValueAsString(
                                Map.of("text_input", request.textInput().toString()))
                        .replaceFirst("}$", ",\"stream\":true,\"sampling_parameters\":\"{\\\\\"n\\\\\":2}\"}"));
    }

    private static GenerateRequest request(LongText prompt) {
        return new GenerateRequest(prompt).with("stream", true).with("sampling_parameters", "{\"n\":2}");
    }

    private static LongText prompt(int length) {
        String text = "a \"prompt\"\n\\ — with é\t".repeat(length / 20 + 1).substring(0, length);
        return new LongText(List.of(text.substring(0, length / 3), text.substring(length / 3)), new KnownTexts());
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
