package io.openaitriton.answer;

import java.io.Closeable;
import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * A streamed answer, piece by piece as it comes: bytes of whole server-sent events, or lists of records. One thread reads it, by way of an {@link
 * EventStream} or a {@link RecordIterator}. Closing it before its end ends the calls to Triton that it comes from.
 */
abstract class Pieces<P> implements Closeable {
    /**
     * Waits for the next piece, which is never empty.
     *
     * @return null at the end
     * @throws IOException when the stream broke off, and all before that has been read
     */
    abstract P next() throws IOException;

    @Override
    public abstract void close();

    /** A stream that is no longer the body when the exchange completes is closed: nobody will read it. */
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
        // a cache would read it to its end before anything leaves
        exchange.getExchangeExtension().setStreamCacheDisabled(true);
    }
}
