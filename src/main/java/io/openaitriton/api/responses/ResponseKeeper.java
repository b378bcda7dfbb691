package io.openaitriton.api.responses;

import java.util.function.UnaryOperator;

/**
 * Stores a response before its client sees the end, so that the client can read it immediately.
 *
 * @param history of its request
 */
record ResponseKeeper(ResponseArchive archive, History history) implements UnaryOperator<Response> {
    /** The response, which says whether it is stored. */
    @Override
    public Response apply(Response response) {
        byte[] stored = StoredResponse.write(
                response, history.chain(), history.inputItems(), history.size(), archive.largest());
        return stored != null && archive.keep(response.id(), stored) ? response : response.notStored();
    }
}
