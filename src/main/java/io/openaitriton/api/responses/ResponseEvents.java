package io.openaitriton.api.responses;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.openaitriton.api.AnswerHead;
import io.openaitriton.api.ChunkBuffer;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.generation.ApiException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** Writes a streamed response as server-sent events. The connection ends after the last one; there is no {@code [DONE]} in this API. */
final class ResponseEvents extends ResponseWriter<byte[]> {
    private static final byte[] DATA = "\ndata: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    /** Bytes of the usual events. */
    private static final int USUAL = 1024;

    private ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL);
    private final ChunkBuffer buffer = new ChunkBuffer();
    private DeltaBytes deltas;

    ResponseEvents(AnswerHead head, Echo echo, Items items, LongSupplier clock, UnaryOperator<Response> keeper) {
        super(head, echo, items, clock, keeper);
    }

    @Override
    protected void add(ResponseEvent event) {
        out.writeBytes(("event: " + event.type()).getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(DATA);
        try {
            out.writeBytes(OpenAiJson.mapper().writeValueAsBytes(event));
        } catch (JsonProcessingException e) {
            throw ApiException.server(
                    502, "triton_bad_answer", "Triton's answer cannot be used: its text is not valid Unicode.", e);
        }
        out.writeBytes(END);
    }

    @Override
    protected void add(DeltaPlace place, int sequence, String text) {
        if (deltas == null || !deltas.isOf(place)) {
            deltas = new DeltaBytes(place, buffer);
        }
        deltas.write(sequence, text, out);
    }

    @Override
    public byte[] take() {
        if (out.size() == 0) {
            return null;
        }
        byte[] piece = out.toByteArray();
        if (piece.length > USUAL) {
            // the first events repeat the request; their buffer would stay until the end of the stream
            out = new ByteArrayOutputStream(USUAL);
        } else {
            out.reset();
        }
        return piece;
    }
}
