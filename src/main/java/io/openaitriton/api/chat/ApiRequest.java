package io.openaitriton.api.chat;

import io.openaitriton.api.StickyFields;
import io.openaitriton.api.Surface;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.Generation;

/** A checked request of any surface, for a model that is not known yet. Immutable. */
public interface ApiRequest extends StickyFields {
    /** The model's name as the client wrote it, or null. */
    String model();

    /** Whether the client streams. */
    boolean streams();

    /** The model's name in the answer, if this model serves the request. */
    default String answeredAs(String served) {
        return served;
    }

    @Override
    String promptCacheKey();

    /** How its answer is written. */
    Surface surface();

    /** The same, if the answer also repeats parts of the generation. */
    default Surface surface(Generation generation) {
        return surface();
    }

    /**
     * The generation that it requests from a model.
     *
     * @throws io.openaitriton.generation.ApiException 400, naming what the prompt, the context or the backend cannot carry
     */
    Generation toGeneration(RequestContext context);

    /** Translates an error about a field of the equivalent chat request into one about the field that the client wrote. */
    default ApiException inItsWords(ApiException failure) {
        return failure;
    }

    /**
     * The answer to a request that needs no call; null for what would be sent.
     *
     * @throws io.openaitriton.generation.ApiException when there is none
     */
    default Object unsent(Generation generation) {
        return null;
    }
}
