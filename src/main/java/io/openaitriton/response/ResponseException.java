package io.openaitriton.response;

/** A text that cannot be read within the memory that one answer may take. */
public final class ResponseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ResponseException(String message) {
        super(message);
    }
}
