package io.openaitriton.api.chat;

import io.openaitriton.api.Surface;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.Generation;

/** A request that is well-formed, of whichever surface, for one model that is not known yet. Immutable. */
public interface ApiRequest {
    /** The model's name as the client wrote it, or null. */
    String model();

    /** Whether the client streams. */
    boolean streams();

    /** The model's name that the client is told, when it is this one that serves. */
    default String answeredAs(String served) {
        return served;
    }

    /** Who asks, as the client calls them, or null; may choose a replica. */
    String user();

    /** Requests with the same one begin alike; null for none. May choose a replica. */
    String promptCacheKey();

    /** How its answer is written. */
    Surface surface();

    /** The same, where the answer also tells what was asked of the model. */
    default Surface surface(Generation generation) {
        return surface();
    }

    /**
     * What it asks of a model.
     *
     * @throws io.openaitriton.generation.ApiException 400, naming what the prompt, the context or the backend cannot carry
     */
    Generation toGeneration(RequestContext context);

    /** A failure that names a field of the chat which this request was read as, about the field that the client wrote. */
    default ApiException inItsWords(ApiException failure) {
        return failure;
    }

    /**
     * The answer to a request for which nothing is to be sent; null for what would be sent.
     *
     * @throws io.openaitriton.generation.ApiException when there is none
     */
    default Object unsent(Generation generation) {
        return null;
    }
}
