package io.openaitriton.answer;

import java.io.Closeable;
import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * A streamed answer, piece by piece as it arrives: bytes of whole server-sent events, or lists of records. One thread reads it,
 * through an {@link EventStream} or a {@link RecordIterator}. Closing it before its end ends its calls to Triton.
 */
abstract class Pieces<P> implements Closeable {
    /**
     * Waits for the next piece, which is never empty.
     *
     * @return null at the end
     * @throws IOException when the stream failed, after all pieces before the failure
     */
    abstract P next() throws IOException;

    @Override
    public abstract void close();

    /** Closes a stream that is no longer the body when the exchange completes: nothing will read it. */
    void handOver(Exchange exchange) {
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                boolean read =
                        done.getMessage().getBody() instanceof StreamedAnswer answer && answer.pieces() == Pieces.this;
                if (!read) {
                    close();
                }
            }
        });
        // a cache would read the whole stream before anything is sent
        exchange.getExchangeExtension().setStreamCacheDisabled(true);
    }
}
