package io.openaitriton.camel;

import io.openaitriton.batch.ListQuery;
import java.util.List;
import org.apache.camel.Exchange;

/** What a request for stored files or batches says in its path and query, which Camel has among the headers. */
final class StoreQuery {
    private StoreQuery() {}

    /** The value of a parameter; null when there is none. A header of the client's by this name stands before what path, query or form have. */
    static String value(Exchange exchange, String name) {
        Object value = exchange.getMessage().getHeader(name);
        Object last = value instanceof List<?> all ? all.get(all.size() - 1) : value;
        return last == null ? null : String.valueOf(last);
    }

    /** @throws io.openaitriton.generation.ApiException 400, naming the parameter */
    static ListQuery of(Exchange exchange, int defaultLimit, int max) {
        return ListQuery.of(
                value(exchange, "limit"), value(exchange, "after"), value(exchange, "order"), defaultLimit, max);
    }
}
