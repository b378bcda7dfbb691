package io.openaitriton.answer;

import java.util.List;
import org.apache.camel.Exchange;

/** The body of an exchange whose answer is streamed: an {@code InputStream} of server-sent events, or an {@code Iterator} of records. */
public sealed interface StreamedAnswer permits EventStream, RecordIterator {
    /** What it reads. */
    Pieces<?> pieces();

    /** Also leaves it to the reader of this exchange's body. */
    default void handOver(Exchange exchange) {
        pieces().handOver(exchange);
    }

    /** Whose pieces are the bytes of events, or lists of records. */
    @SuppressWarnings("unchecked")
    static StreamedAnswer of(Pieces<?> pieces, boolean records) {
        return records ? new RecordIterator((Pieces<List<Object>>) pieces) : new EventStream((Pieces<byte[]>) pieces);
    }
}
