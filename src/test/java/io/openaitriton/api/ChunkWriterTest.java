package io.openaitriton.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.api.chat.ChatCompletionChunk;
import io.openaitriton.api.chat.ChatCompletionChunk.Choice;
import io.openaitriton.api.chat.ChatCompletionChunk.Delta;
import io.openaitriton.api.chat.ChatCompletionChunk.Function;
import io.openaitriton.api.chat.ChatCompletionChunk.ToolCall;
import io.openaitriton.api.chat.ChoiceLogprobs;
import io.openaitriton.generation.FinishReason;
import io.openaitriton.generation.GenerationEvent.CallDelta;
import io.openaitriton.generation.GenerationEvent.CallStarted;
import io.openaitriton.generation.TokenLogprob;
import io.openaitriton.generation.Usage;
import io.openaitriton.output.Requests;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Chunks are the same as Jackson's, byte for byte. */
class ChunkWriterTest {
    private static final String CHARACTERS =
            "ab \"\\/\b\t\n\f\r\0\u0001\u001f\u007f\u0080é\u07ff\u0800\u2028語\uffff\ufeff\ufffd"
                    + "\ud83d\ude42\ud800\udbff\udc00\udfff";

    private static final ObjectMapper JACKSON = new ObjectMapper();

    private final EventBuffer events = new EventBuffer();
    private final Random random = new Random(20261123);
    private AnswerHead head = Requests.HEAD;

    @Test
    void everyCharacterIsWrittenAsJacksonDoes() {
        ChunkWriter writer = writer();
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            String text = "a" + (char) c + "b";
            writer.text(0, text, null);
            assertThat(events.take()).as("U+%04X", c).isEqualTo(jackson(new Choice(0, Delta.text(text), null, null)));
        }
    }

    @Test
    void randomTextsAreWrittenAsJacksonDoes() {
        ChunkWriter writer = writer();
        for (int round = 0; round < 10_000; round++) {
            int index = random.nextInt(3) * random.nextInt(100);
            String text = text(random.nextInt(round % 100 == 0 ? 20_000 : 40));
            writer.text(index, text, null);
            assertThat(events.take()).isEqualTo(jackson(new Choice(index, Delta.text(text), null, null)));
        }
    }

    @Test
    void theFirstAndTheLastChunkOfAChoiceAndTheUsageAreJacksonsToo() {
        ChunkWriter writer = writer();
        for (int index : new int[] {0, 9, 10, 127}) {
            writer.first(index, true);
            assertThat(events.take()).isEqualTo(jackson(new Choice(index, Delta.first(""), null, null)));
            writer.last(index, FinishReason.LENGTH);
            assertThat(events.take()).isEqualTo(jackson(new Choice(index, Delta.EMPTY, null, "length")));
        }
        Usage usage = new Usage(5, 3);
        writer.usage(usage);
        assertThat(events.take())
                .isEqualTo(event(new ChatCompletionChunk(head.id(), head.created(), head.model(), List.of(), usage)));
    }

    @Test
    void logProbabilitiesComeWithTheText() {
        ChoiceLogprobs logprobs = new ChoiceLogprobs(List.of(new TokenLogprob("é\ud83d", -0.5, null, List.of())), null);
        writer().text(1, "é", logprobs);
        assertThat(events.take()).isEqualTo(jackson(new Choice(1, Delta.text("é"), logprobs, null)));
    }

    @Test
    void logProbabilitiesMayComeWithoutText() {
        ChoiceLogprobs logprobs = new ChoiceLogprobs(List.of(new TokenLogprob("x", -0.5, null, List.of())), null);
        writer().text(1, null, logprobs);
        assertThat(events.take()).isEqualTo(jackson(new Choice(1, Delta.EMPTY, logprobs, null)));
    }

    @Test
    void aChoiceThatMayHaveNoTextBeginsWithoutAny() {
        writer().first(2, false);
        byte[] chunk = events.take();
        assertThat(new String(chunk, StandardCharsets.UTF_8))
                .contains("\"delta\":{\"role\":\"assistant\",\"content\":null}");
        assertThat(chunk).isEqualTo(jackson(new Choice(2, Delta.first(null), null, null)));
    }

    @Test
    void callsAreWrittenAsJacksonDoes() {
        ChunkWriter writer = writer();
        ChoiceLogprobs logprobs = new ChoiceLogprobs(List.of(new TokenLogprob("x", -0.5, null, List.of())), null);
        for (int round = 0; round < 1_000; round++) {
            String id = text(random.nextInt(40));
            String name = text(random.nextInt(40));
            ToolCall first = new ToolCall(round, id, "function", new Function(name, ""));
            writer.call(round % 12, new CallStarted(0, round, id, name, null), null);
            assertThat(events.take()).isEqualTo(jackson(new Choice(round % 12, delta(first), null, null)));
            String arguments = text(random.nextInt(40));
            ToolCall more = new ToolCall(round, null, null, new Function(null, arguments));
            writer.arguments(round % 12, new CallDelta(0, round, arguments, null), logprobs);
            assertThat(events.take()).isEqualTo(jackson(new Choice(round % 12, delta(more), logprobs, null)));
        }
    }

    @Test
    void reasoningIsInTheRequestedFields() {
        for (ReasoningField field : ReasoningField.values()) {
            ChunkWriter writer = new ChunkWriter(head, ChunkWriter.Shape.chat(field), events);
            String text = text(30);
            Delta delta = new Delta(
                    null,
                    null,
                    field.in(ReasoningField.REASONING_CONTENT, text),
                    field.in(ReasoningField.REASONING, text),
                    null);
            writer.reasoning(1, text, null);
            assertThat(events.take())
                    .as(field.name())
                    .isEqualTo(field == ReasoningField.NONE ? null : jackson(new Choice(1, delta, null, null)));
        }
    }

    @Test
    void theModelsNameMayBeAnyText() {
        for (String model : new String[] {"a \"b\" \\ é 語 \ud83d\ude42\ud83d\n", null}) {
            head = new AnswerHead("chatcmpl-\"1", 1L << 40, model);
            writer().text(0, "x", null);
            assertThat(events.take()).isEqualTo(jackson(new Choice(0, Delta.text("x"), null, null)));
        }
    }

    private ChunkWriter writer() {
        return new ChunkWriter(head, ChunkWriter.Shape.chat(ReasoningField.REASONING_CONTENT), events);
    }

    private static Delta delta(ToolCall call) {
        return new Delta(null, null, null, null, List.of(call));
    }

    private String text(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return text.toString();
    }

    private byte[] jackson(Choice choice) {
        return event(new ChatCompletionChunk(head.id(), head.created(), head.model(), List.of(choice), null));
    }

    private static byte[] event(Object json) {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        event.writeBytes("data: ".getBytes());
        try {
            event.writeBytes(JACKSON.writeValueAsBytes(json));
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException(e);
        }
        event.writeBytes("\n\n".getBytes());
        return event.toByteArray();
    }
}
