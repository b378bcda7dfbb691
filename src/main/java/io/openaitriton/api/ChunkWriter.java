package io.openaitriton.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.FinishReason;
import io.openaitriton.generation.GenerationEvent.CallDelta;
import io.openaitriton.generation.GenerationEvent.CallStarted;
import io.openaitriton.generation.Usage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the chunks of one stream as server-sent events, with the bytes that Jackson gives for {@link
 * io.openaitriton.api.chat.ChatCompletionChunk} and {@link io.openaitriton.api.completions.Completion}. The chunks of a stream
 * differ in little more than their text, so everything else is rendered once.
 */
public final class ChunkWriter {
    private static final byte[] DATA = utf8("data: ");
    private static final byte[] END = utf8("\n\n");
    private static final byte[] INDEX = utf8("{\"index\":");
    private static final byte[] LOGPROBS = utf8(",\"logprobs\":");
    private static final byte[] FINISH_REASON = utf8(",\"finish_reason\":");
    private static final byte[] GOES_ON = utf8(",\"logprobs\":null,\"finish_reason\":null}]}\n\n");
    private static final byte[] CLOSE_CHOICE = utf8("}]}\n\n");
    private static final byte[] USAGE = utf8("],\"usage\":");
    private static final byte[] CLOSE_USAGE = utf8("}\n\n");
    private static final byte[] NULL = utf8("null");
    private static final byte[] CALL = utf8(",\"delta\":{\"tool_calls\":[{\"index\":");
    private static final byte[] CALL_ID = utf8(",\"id\":\"");
    private static final byte[] CALL_NAME = utf8("\",\"type\":\"function\",\"function\":{\"name\":\"");
    private static final byte[] NO_ARGUMENTS = utf8("\",\"arguments\":\"\"}}]}");
    private static final byte[] ARGUMENTS = utf8(",\"function\":{\"arguments\":\"");
    private static final byte[] CLOSE_CALL = utf8("\"}}]}");

    private final Shape shape;
    private final byte[] head;

    private final ChunkBuffer chunk = new ChunkBuffer();

    ChunkWriter(AnswerHead head, Shape shape) {
        this.shape = shape;
        this.head = utf8("data: {\"id\":" + text(head.id()) + ",\"object\":\"" + shape.object + "\",\"created\":"
                + head.created() + ",\"model\":" + text(head.model()) + ",\"choices\":[");
    }

    /**
     * The parts in which kinds of chunks differ: {@code object}, and the fields of a choice between {@code index} and
     * {@code logprobs}.
     *
     * @param first of the chunk that opens a choice of text
     * @param firstOfAny of the chunk that opens a choice without text, perhaps
     * @param beforeText of a chunk with text, up to the text's first quote
     * @param beforeThought the same for reasoning, for each field that has it; empty if no field has it
     * @param afterText the rest of these, from the text's last quote
     * @param empty of a chunk with nothing new, and of that with the finish reason
     */
    public record Shape(
            String object,
            byte[] first,
            byte[] firstOfAny,
            byte[] beforeText,
            List<byte[]> beforeThought,
            byte[] afterText,
            byte[] empty) {
        /** Of {@code /v1/completions}. */
        public static final Shape TEXT = new Shape(
                "text_completion",
                utf8(",\"text\":\"\""),
                utf8(",\"text\":\"\""),
                utf8(",\"text\":\""),
                List.of(),
                utf8("\""),
                utf8(",\"text\":\"\""));

        private static final Map<ReasoningField, Shape> CHATS = new EnumMap<>(ReasoningField.class);

        static {
            for (ReasoningField field : ReasoningField.values()) {
                List<byte[]> thoughts = new ArrayList<>();
                for (String name : field.names()) {
                    thoughts.add(utf8((thoughts.isEmpty() ? ",\"delta\":{\"" : "\",\"") + name + "\":\""));
                }
                CHATS.put(field, chat(thoughts));
            }
        }

        /** Of {@code /v1/chat/completions}. */
        public static Shape chat(ReasoningField field) {
            return CHATS.get(field);
        }

        private static Shape chat(List<byte[]> thoughts) {
            return new Shape(
                    "chat.completion.chunk",
                    utf8(",\"delta\":{\"role\":\"assistant\",\"content\":\"\"}"),
                    utf8(",\"delta\":{\"role\":\"assistant\",\"content\":null}"),
                    utf8(",\"delta\":{\"content\":\""),
                    thoughts,
                    utf8("\"}"),
                    utf8(",\"delta\":{}"));
        }
    }

    /** The chunk that opens a choice; {@code text} says whether only text follows. */
    void first(int index, boolean text, ByteArrayOutputStream out) {
        open(index);
        chunk.put(text ? shape.first : shape.firstOfAny);
        chunk.put(GOES_ON);
        chunk.writeTo(out);
    }

    /** A chunk of text, or without when it is null, with log probabilities in their JSON's shape, or null. */
    void text(int index, String text, Object logprobs, ByteArrayOutputStream out) {
        open(index);
        if (text == null) {
            chunk.put(shape.empty);
        } else {
            chunk.put(shape.beforeText);
            chunk.putEscaped(text);
            chunk.put(shape.afterText);
        }
        goOn(logprobs, out);
    }

    /** A chunk of reasoning; nothing if the client does not get it. */
    void reasoning(int index, String text, Object logprobs, ByteArrayOutputStream out) {
        if (shape.beforeThought.isEmpty()) {
            return;
        }
        open(index);
        for (byte[] before : shape.beforeThought) {
            chunk.put(before);
            chunk.putEscaped(text);
        }
        chunk.put(shape.afterText);
        goOn(logprobs, out);
    }

    /** The first chunk of a call. */
    void call(int index, CallStarted call, Object logprobs, ByteArrayOutputStream out) {
        open(index);
        chunk.put(CALL);
        chunk.putNumber(call.call());
        chunk.put(CALL_ID);
        chunk.putEscaped(call.id());
        chunk.put(CALL_NAME);
        chunk.putEscaped(call.name());
        chunk.put(NO_ARGUMENTS);
        goOn(logprobs, out);
    }

    /** A chunk of the arguments of a call. */
    void arguments(int index, CallDelta delta, Object logprobs, ByteArrayOutputStream out) {
        open(index);
        chunk.put(CALL);
        chunk.putNumber(delta.call());
        chunk.put(ARGUMENTS);
        chunk.putEscaped(delta.arguments());
        chunk.put(CLOSE_CALL);
        goOn(logprobs, out);
    }

    /** The chunk that ends a choice. */
    void last(int index, FinishReason reason, ByteArrayOutputStream out) {
        open(index);
        chunk.put(shape.empty);
        close(NULL, json(FinishReasons.of(reason)));
        chunk.writeTo(out);
    }

    /** The chunk without choices. */
    void usage(Usage usage, ByteArrayOutputStream out) {
        chunk.clear();
        chunk.put(head);
        chunk.put(USAGE);
        chunk.put(json(usage));
        chunk.put(CLOSE_USAGE);
        chunk.writeTo(out);
    }

    /** Any event. */
    static void event(Object json, ByteArrayOutputStream out) {
        byte[] bytes = json(json);
        out.writeBytes(DATA);
        out.writeBytes(bytes);
        out.writeBytes(END);
    }

    private void open(int index) {
        chunk.clear();
        chunk.put(head);
        chunk.put(INDEX);
        chunk.putNumber(index);
    }

    /** Ends a chunk that is not the last of its choice. */
    private void goOn(Object logprobs, ByteArrayOutputStream out) {
        if (logprobs == null) {
            chunk.put(GOES_ON);
        } else {
            close(json(logprobs), NULL);
        }
        chunk.writeTo(out);
    }

    private void close(byte[] logprobs, byte[] finishReason) {
        chunk.put(LOGPROBS);
        chunk.put(logprobs);
        chunk.put(FINISH_REASON);
        chunk.put(finishReason);
        chunk.put(CLOSE_CHOICE);
    }

    private static String text(String value) {
        return new String(json(value), StandardCharsets.UTF_8);
    }

    private static byte[] json(Object value) {
        try {
            return OpenAiJson.mapper().writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw ApiException.server(
                    502, "triton_bad_answer", "Triton's answer cannot be used: its text is not valid Unicode.", e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
