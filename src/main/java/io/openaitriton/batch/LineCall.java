package io.openaitriton.batch;

/** Makes the requests of batches. */
public interface LineCall {
    /** Makes a request on behalf of the key that created the batch. Never throws: a failure is an answer. */
    LineAnswer ask(BatchLine line, StoredBatch batch);

    /** Cancels the requests in progress: nothing waits for them any more. */
    void end();
}
