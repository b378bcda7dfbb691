package io.openaitriton.api.messages;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.openaitriton.api.AnswerHead;
import io.openaitriton.api.ChunkBuffer;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.generation.ApiException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/** Writes a stream as server-sent events, each with its name: clients drop those without. */
final class MessageEventWriter extends BlockWriter<byte[]> {
    private static final byte[] DELTA =
            ascii("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":");
    private static final Map<Delta.Kind, byte[]> KINDS = kinds();
    private static final byte[] END = ascii("\"}}\n\n");

    private final ChunkBuffer buffer = new ChunkBuffer();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

    MessageEventWriter(AnswerHead head, Thoughts thoughts) {
        super(head, thoughts);
    }

    /** An event as bytes. */
    static byte[] bytes(String name, Object data) {
        ByteArrayOutputStream event = new ByteArrayOutputStream(256);
        write(name, data, event);
        return event.toByteArray();
    }

    private static void write(String name, Object data, ByteArrayOutputStream to) {
        to.writeBytes(ascii("event: " + name + "\ndata: "));
        try {
            to.writeBytes(OpenAiJson.mapper().writeValueAsBytes(data));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        to.writeBytes(ascii("\n\n"));
    }

    @Override
    void event(MessageEvent event) {
        write(event.type(), event, out);
    }

    @Override
    void delta(int block, Delta.Kind kind, String value) {
        buffer.clear();
        buffer.put(DELTA);
        buffer.putNumber(block);
        buffer.put(KINDS.get(kind));
        buffer.putEscaped(value);
        buffer.put(END);
        buffer.writeTo(out);
    }

    @Override
    public void fail(ApiException failure) {
        out.writeBytes(MessagesHttp.INSTANCE.errorEvent(failure));
    }

    @Override
    public byte[] take() {
        if (out.size() == 0) {
            return null;
        }
        byte[] piece = out.toByteArray();
        out.reset();
        return piece;
    }

    private static Map<Delta.Kind, byte[]> kinds() {
        Map<Delta.Kind, byte[]> kinds = new EnumMap<>(Delta.Kind.class);
        for (Delta.Kind kind : Delta.Kind.values()) {
            kinds.put(kind, ascii(",\"delta\":{\"type\":\"" + kind.type() + "\",\"" + kind.field() + "\":\""));
        }
        return kinds;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
