package io.openaitriton.api.responses;

import io.openaitriton.api.AnswerHead;
import io.openaitriton.api.EventBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** Writes a streamed response as server-sent events. The connection ends after the last one; there is no {@code [DONE]} in this API. */
final class ResponseEvents extends ResponseWriter<byte[]> {
    private static final byte[] RESPONSE = ascii(",\"" + ResponseEvent.RESPONSE + "\":");
    private static final byte[] CLOSE = ascii("}");
    private static final byte[] END = ascii("\n\n");

    private final EventBuffer events = new EventBuffer();
    private DeltaBytes deltas;
    private Response last;
    private byte[] lastJson;

    ResponseEvents(AnswerHead head, Echo echo, Items items, LongSupplier clock, UnaryOperator<Response> keeper) {
        super(head, echo, items, clock, keeper);
    }

    @Override
    protected void add(ResponseEvent event) {
        events.begin();
        if (event.fields().get(ResponseEvent.RESPONSE) instanceof Response response) {
            events.put(beginning(event.type()));
            events.putNumber(event.sequenceNumber());
            events.put(RESPONSE);
            putResponse(response);
            events.put(CLOSE);
        } else {
            events.put(ascii(name(event.type())));
            events.putJson(event);
        }
        events.put(END);
        events.end();
    }

    /** The first two events have the same response, which repeats the instructions and tools of the request. */
    private void putResponse(Response response) {
        if (response == last) {
            events.put(lastJson);
        } else {
            lastJson = events.putJson(response);
            last = response;
        }
    }

    @Override
    protected void add(DeltaPlace place, int sequence, String text) {
        if (deltas == null || !deltas.isOf(place)) {
            deltas = new DeltaBytes(place, events);
        }
        deltas.write(sequence, text);
    }

    @Override
    public byte[] take() {
        // a stream would hold them until its end
        last = null;
        lastJson = null;
        return events.take();
    }

    /** An event of this type, up to its sequence number. */
    static byte[] beginning(String type) {
        return ascii(name(type) + "{\"type\":\"" + type + "\",\"sequence_number\":");
    }

    private static String name(String type) {
        return "event: " + type + "\ndata: ";
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
