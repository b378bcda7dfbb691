package io.openaitriton.store;

import java.io.IOException;
import java.util.List;

/**
 * Keeps responses of {@code POST /v1/responses} for some time. An application may bind one of its own as the bean {@value #NAME}. Used by many threads at a
 * time; no method may wait long, since a request waits for it.
 *
 * <p>Each response belongs to an owner, and another owner must not find it. Owners are {@code sha256} of API keys in hexadecimal digits, or {@code -} where
 * there are no keys; ids are 32 hexadecimal digits after {@code resp_}.
 */
public interface ResponseStore {
    /** Name of the bean by which an application brings its own. */
    String NAME = "openaiResponseStore";

    /**
     * Keeps a response. It can be read when this returns.
     *
     * @param response not to be changed
     * @throws IOException when it cannot be kept
     */
    void put(String owner, String id, byte[] response) throws IOException;

    /**
     * Reads responses.
     *
     * @return one for each id, in this order; null for one that is not there, or no longer
     * @throws IOException when nobody knows
     */
    List<byte[]> get(String owner, List<String> ids) throws IOException;

    /**
     * Deletes a response.
     *
     * @return whether it was there
     * @throws IOException when nobody knows
     */
    boolean delete(String owner, String id) throws IOException;
}
