package io.openaitriton.store;

import java.io.IOException;
import java.util.List;

/**
 * Keeps responses of {@code POST /v1/responses} for some time. An application may bind its own store as the bean {@value #NAME}.
 * Implementations must be thread-safe; no method may block for long, because a request waits for it.
 *
 * <p>Each response belongs to an owner, and another owner must not find it. Owners are {@code sha256} of API keys in hexadecimal digits, or {@code -} where
 * there are no keys; ids are 32 hexadecimal digits after {@code resp_}.
 */
public interface ResponseStore {
    /** Name of the bean for an application's own store. */
    String NAME = "openaiResponseStore";

    /**
     * Stores a response. It can be read when this returns.
     *
     * @param response not to be changed
     * @throws IOException if it cannot be stored
     */
    void put(String owner, String id, byte[] response) throws IOException;

    /**
     * Reads responses.
     *
     * @return one for each id, in this order; null for one that does not exist, or not any more
     * @throws IOException if the store does not answer
     */
    List<byte[]> get(String owner, List<String> ids) throws IOException;

    /**
     * Deletes a response.
     *
     * @return whether it was there
     * @throws IOException if the store does not answer
     */
    boolean delete(String owner, String id) throws IOException;
}
