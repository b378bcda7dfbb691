package io.openaitriton.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.FinishReason;
import io.openaitriton.generation.Usage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes the chunks of one stream as server-sent events, with the bytes that Jackson gives for {@link
 * io.openaitriton.api.chat.ChatCompletionChunk} and {@link io.openaitriton.api.completions.Completion}. Within a stream they differ in little more than their text, so all else is rendered
 * once.
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

    private final Shape shape;
    private final byte[] head;

    private final ChunkBuffer chunk = new ChunkBuffer();

    ChunkWriter(AnswerHead head, Shape shape) {
        this.shape = shape;
        this.head = utf8("data: {\"id\":" + text(head.id()) + ",\"object\":\"" + shape.object + "\",\"created\":"
                + head.created() + ",\"model\":" + text(head.model()) + ",\"choices\":[");
    }

    /**
     * What a kind of chunks has for its own: its {@code object}, and the fields of a choice between {@code index} and {@code
     * logprobs}.
     *
     * @param first of the chunk that opens a choice
     * @param beforeText of a chunk with text, up to the text's first quote
     * @param afterText the rest of these, from the text's last quote
     * @param last of the chunk that has the finish reason
     */
    public record Shape(String object, byte[] first, byte[] beforeText, byte[] afterText, byte[] last) {
        /** Of {@code /v1/chat/completions}. */
        public static final Shape CHAT = new Shape(
                "chat.completion.chunk",
                utf8(",\"delta\":{\"role\":\"assistant\",\"content\":\"\"}"),
                utf8(",\"delta\":{\"content\":\""),
                utf8("\"}"),
                utf8(",\"delta\":{}"));

        /** Of {@code /v1/completions}. */
        public static final Shape TEXT = new Shape(
                "text_completion", utf8(",\"text\":\"\""), utf8(",\"text\":\""), utf8("\""), utf8(",\"text\":\"\""));
    }

    /** The chunk that opens a choice. */
    void first(int index, ByteArrayOutputStream out) {
        open(index);
        chunk.put(shape.first);
        chunk.put(GOES_ON);
        chunk.writeTo(out);
    }

    /** A chunk of text, with log probabilities in their JSON's shape, or null. */
    void text(int index, String text, Object logprobs, ByteArrayOutputStream out) {
        open(index);
        chunk.put(shape.beforeText);
        chunk.putEscaped(text);
        chunk.put(shape.afterText);
        if (logprobs == null) {
            chunk.put(GOES_ON);
        } else {
            close(json(logprobs), NULL);
        }
        chunk.writeTo(out);
    }

    /** The chunk that ends a choice. */
    void last(int index, FinishReason reason, ByteArrayOutputStream out) {
        open(index);
        chunk.put(shape.last);
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
                    502, "triton_bad_answer", "Triton's answer cannot be used: the answer is no Unicode text.", e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
