package io.openaitriton.response;

/** Takes the calls that a reader finds. */
interface CallSink {
    /**
     * A call begins.
     *
     * @param id as the model wrote it, or null
     * @return false if this cannot be a call, because the tool is not offered and nothing else marks a call
     */
    boolean begin(String name, String id);

    /** Receives the arguments of the last call, as JSON text. */
    StringBuilder arguments();

    /** The last call is complete. */
    void finish();
}
