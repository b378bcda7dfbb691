package io.openaitriton.api;

import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.GenerationEvent;

/**
 * Turns the events of a generation into the pieces that the reader of a stream gets. Used by one thread at a time.
 *
 * @param <P> a piece: bytes of whole server-sent events, or a list of records
 */
public interface PieceWriter<P> {
    /** Takes the next event. */
    void write(GenerationEvent event);

    /** Ends the stream with a failure, if its reader can get one. */
    void fail(ApiException failure);

    /** The pieces made since the last call; null for none. */
    P take();
}
