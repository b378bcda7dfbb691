package io.openaitriton.api.responses;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.openaitriton.api.ChunkBuffer;
import io.openaitriton.api.OpenAiJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the deltas of one open item with the bytes that Jackson gives for {@link DeltaPlace#event}: most events of a stream are these. */
final class DeltaBytes {
    private static final byte[] END = utf8("\"}\n\n");
    private static final byte[] END_WITH_LOGPROBS = utf8("\",\"logprobs\":[]}\n\n");

    private final DeltaPlace place;
    private final ChunkBuffer buffer;
    private final byte[] beforeNumber;
    private final byte[] beforeText;
    private final byte[] end;

    /** @param buffer reused for each event */
    DeltaBytes(DeltaPlace place, ChunkBuffer buffer) {
        this.place = place;
        this.buffer = buffer;
        beforeNumber =
                utf8("event: " + place.type() + "\ndata: {\"type\":\"" + place.type() + "\",\"sequence_number\":");
        String fields = json(place);
        beforeText = utf8("," + fields.substring(1, fields.length() - 1) + ",\"delta\":\"");
        end = place.logprobs() ? END_WITH_LOGPROBS : END;
    }

    /** Whether it is for the deltas of this item. */
    boolean isOf(DeltaPlace other) {
        return place == other;
    }

    void write(int sequence, String text, ByteArrayOutputStream out) {
        buffer.clear();
        buffer.put(beforeNumber);
        buffer.putNumber(sequence);
        buffer.put(beforeText);
        buffer.putEscaped(text);
        buffer.put(end);
        buffer.writeTo(out);
    }

    private static String json(DeltaPlace place) {
        try {
            return OpenAiJson.mapper().writeValueAsString(place.fields());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
