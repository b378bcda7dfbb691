package io.openaitriton.api.responses;

import java.util.List;

/** The stored responses of one client. */
public interface ResponseArchive {
    /**
     * Reads responses by their ids.
     *
     * @return one for each id, in this order; null for one that the client does not have
     * @throws io.openaitriton.generation.ApiException 503 if the store does not answer
     */
    List<byte[]> read(List<String> ids);

    /**
     * Stores a response.
     *
     * @return false if it was not stored
     */
    boolean keep(String id, byte[] response);

    /**
     * Deletes a response.
     *
     * @return whether it was there
     * @throws io.openaitriton.generation.ApiException 503 if the store does not answer
     */
    boolean delete(String id);

    /** Most bytes of JSON in a stored response and the conversation before it. */
    int largest();
}
