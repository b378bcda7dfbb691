package io.openaitriton.api.responses;

import io.openaitriton.api.EventBuffer;
import io.openaitriton.api.OpenAiJson;
import java.nio.charset.StandardCharsets;

/** Writes the deltas of one open item with the bytes that Jackson gives for {@link DeltaPlace#event}: most events of a stream are these. */
final class DeltaBytes {
    private static final byte[] END = utf8("\"}\n\n");
    private static final byte[] END_WITH_LOGPROBS = utf8("\",\"logprobs\":[]}\n\n");

    private final DeltaPlace place;
    private final EventBuffer events;
    private final byte[] beforeNumber;
    private final byte[] beforeText;
    private final byte[] end;

    /** @param events that get the deltas */
    DeltaBytes(DeltaPlace place, EventBuffer events) {
        this.place = place;
        this.events = events;
        beforeNumber = ResponseEvents.beginning(place.type());
        String fields = OpenAiJson.text(place.fields());
        beforeText = utf8("," + fields.substring(1, fields.length() - 1) + ",\"delta\":\"");
        end = place.logprobs() ? END_WITH_LOGPROBS : END;
    }

    /** Whether it is for the deltas of this item. */
    boolean isOf(DeltaPlace other) {
        return place == other;
    }

    void write(int sequence, String text) {
        events.begin();
        events.put(beforeNumber);
        events.putNumber(sequence);
        events.put(beforeText);
        events.putEscaped(text);
        events.put(end);
        events.end();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
