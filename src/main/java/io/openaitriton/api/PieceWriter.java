package io.openaitriton.api;

import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.GenerationEvent;

/**
 * Makes of the events of a generation what the reader of a stream gets, piece by piece. Used by one thread at a time.
 *
 * @param <P> a piece: bytes of whole server-sent events, or a list of records
 */
public interface PieceWriter<P> {
    /** Takes the next event. */
    void write(GenerationEvent event);

    /** Ends the stream with a failure, where its reader can be told so. */
    void fail(ApiException failure);

    /** What has been made since this was last called; null for nothing. */
    P take();
}
