package io.openaitriton.response;

/** A text that needs more memory than one answer may use. */
public final class ResponseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ResponseException(String message) {
        super(message);
    }
}
