package io.openaitriton.archive;

import io.openaitriton.access.KeyUse;
import io.openaitriton.api.responses.ResponseArchive;
import io.openaitriton.call.ExchangeCalls;
import io.openaitriton.exchange.OpenAiProperties;
import io.openaitriton.generation.ApiException;
import io.openaitriton.store.ResponseStore;
import java.io.IOException;
import java.util.List;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stored responses of an exchange's client. The client's key is part of each look-up, so that a response of another client
 * looks like one that never existed.
 *
 * @param largest bytes of JSON that a response and the conversation before it may have
 */
public record ClientArchive(ResponseStore store, int largest, Exchange exchange) implements ResponseArchive {
    private static final Logger LOG = LoggerFactory.getLogger(ClientArchive.class);
    private static final String ANYBODY = "-";

    private String owner() {
        KeyUse key = exchange.getProperty(OpenAiProperties.KEY, KeyUse.class);
        return key == null ? ANYBODY : key.key().fingerprint();
    }

    @Override
    public List<byte[]> read(List<String> ids) {
        try {
            return store.get(owner(), ids);
        } catch (IOException | RuntimeException e) {
            throw unavailable(e);
        }
    }

    /** The answer is sent in any case. Nothing is stored for a client that disconnected before it could see the answer. */
    @Override
    public boolean keep(String id, byte[] response) {
        if (ExchangeCalls.of(exchange).isLeft()) {
            return false;
        }
        try {
            store.put(owner(), id, response);
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.debug("Cannot store a response", e);
            return false;
        }
    }

    @Override
    public boolean delete(String id) {
        try {
            return store.delete(owner(), id);
        } catch (IOException | RuntimeException e) {
            throw unavailable(e);
        }
    }

    private static ApiException unavailable(Exception cause) {
        return ApiException.server(
                503,
                "response_store_unavailable",
                "Stored responses cannot be read now. Retry, or send the whole conversation as 'input'.",
                cause);
    }
}
