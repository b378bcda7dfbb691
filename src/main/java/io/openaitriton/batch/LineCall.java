package io.openaitriton.batch;

/** Makes the requests of batches. */
public interface LineCall {
    /** Makes a request, for the key that made the batch. Throws nothing: a failure is an answer. */
    LineAnswer ask(BatchLine line, StoredBatch batch);

    /** Ends the requests under way: nobody waits for them any more. */
    void end();
}
