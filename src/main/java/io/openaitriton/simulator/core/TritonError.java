package io.openaitriton.simulator.core;

/** An error that Triton reports to its client, either before the model is called or on the model's behalf. */
public final class TritonError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** HTTP status. */
    public final int status;

    /** Whether the model failed: such errors are chunked, and events on a stream. The others carry a length. */
    public final boolean fromModel;

    private TritonError(int status, boolean fromModel, String text) {
        // no stack trace: this is an answer, not a fault of the simulator
        super(text, null, false, false);
        this.status = status;
        this.fromModel = fromModel;
    }

    public static TritonError beforeModel(int status, String text) {
        return new TritonError(status, false, text);
    }

    /** Triton frees the model's error before it reads the code, so that it answers 400 whatever the code was. */
    public static TritonError fromModel(String text) {
        return new TritonError(400, true, text);
    }

    /** On infer the status is that of the model's error, and the answer is neither chunked nor of JSON's type. */
    public static TritonError ofInfer(String text) {
        return new TritonError(500, true, text);
    }

    TritonError within(String context) {
        return new TritonError(status, fromModel, context + ": " + getMessage());
    }

    public String json() {
        return json(getMessage());
    }

    public static String json(String text) {
        return "{\"error\":" + ResponseJson.quote(text) + "}";
    }
}
