package io.openaitriton.api.responses;

import java.util.List;

/** The stored responses of one client, as far as a request of its needs them. */
public interface ResponseArchive {
    /**
     * Reads responses by their ids.
     *
     * @return one for each id, in this order; null for one that the client does not have
     * @throws io.openaitriton.generation.ApiException 503 when nobody knows
     */
    List<byte[]> read(List<String> ids);

    /**
     * Keeps a response.
     *
     * @return false when it is not kept
     */
    boolean keep(String id, byte[] response);

    /**
     * Deletes a response.
     *
     * @return whether it was there
     * @throws io.openaitriton.generation.ApiException 503 when nobody knows
     */
    boolean delete(String id);

    /** Bytes of JSON that a response and the conversation before it may have to be kept. */
    int largest();
}
