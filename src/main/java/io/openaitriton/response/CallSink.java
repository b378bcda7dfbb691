package io.openaitriton.response;

/** Takes the calls that a reader finds. */
interface CallSink {
    /**
     * A call begins.
     *
     * @param id as the model wrote it, or null
     * @return false when this cannot be a call, as no such tool is offered and nothing else marks it as one
     */
    boolean begin(String name, String id);

    /** Where the arguments of the call that began last are appended, as JSON text. */
    StringBuilder arguments();

    /** The call that began last is complete. */
    void finish();
}
