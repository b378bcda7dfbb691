package io.openaitriton.camel;

import io.openaitriton.batch.ListQuery;
import java.util.List;
import org.apache.camel.Exchange;

/** The path and query parameters of a request for stored files or batches, which Camel puts among the headers. */
final class StoreQuery {
    private StoreQuery() {}

    /** The value of a parameter; null when there is none. A client's header with this name takes precedence over path, query and form. */
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
