package io.openaitriton.api.messages;

import io.openaitriton.api.AnswerHead;
import io.openaitriton.api.EventBuffer;
import io.openaitriton.generation.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/** Writes a stream as server-sent events, each with its name: clients drop those without. */
final class MessageEventWriter extends BlockWriter<byte[]> {
    private static final byte[] DELTA =
            ascii("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":");
    private static final Map<Delta.Kind, byte[]> KINDS = kinds();
    private static final byte[] END = ascii("\"}}\n\n");

    private final EventBuffer events = new EventBuffer();

    MessageEventWriter(AnswerHead head, Thoughts thoughts) {
        super(head, thoughts);
    }

    /** An event as bytes. */
    static byte[] bytes(String name, Object data) {
        EventBuffer event = new EventBuffer();
        write(name, data, event);
        return event.take();
    }

    private static void write(String name, Object data, EventBuffer to) {
        to.begin();
        to.put(ascii("event: " + name + "\ndata: "));
        to.putJson(data);
        to.put(ascii("\n\n"));
        to.end();
    }

    @Override
    void event(MessageEvent event) {
        write(event.type(), event, events);
    }

    @Override
    void delta(int block, Delta.Kind kind, String value) {
        events.begin();
        events.put(DELTA);
        events.putNumber(block);
        events.put(KINDS.get(kind));
        events.putEscaped(value);
        events.put(END);
        events.end();
    }

    @Override
    public void fail(ApiException failure) {
        events.add(MessagesHttp.INSTANCE.errorEvent(failure));
    }

    @Override
    public byte[] take() {
        return events.take();
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
