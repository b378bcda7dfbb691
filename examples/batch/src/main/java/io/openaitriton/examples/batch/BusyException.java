package io.openaitriton.examples.batch;

/** Triton has no time for a request, or is not there. */
public final class BusyException extends RuntimeException {
    private final transient byte[] answer;

    BusyException(byte[] answer) {
        super("Triton is busy or away");
        this.answer = answer;
    }

    /** OpenAI's error object that says so. */
    byte[] answer() {
        return answer;
    }
}
