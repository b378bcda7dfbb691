package io.openaitriton.api;

import io.openaitriton.generation.ApiException;

/** The body of every error answer, and the data of an error event. */
public record ErrorResponse(Error error) {

    /** The error that a client gets for a failure. */
    public static ErrorResponse of(ApiException failure) {
        return new ErrorResponse(new Error(failure.getMessage(), failure.type(), failure.param(), failure.code()));
    }

    /**
     * What went wrong. All four fields are always there; openai-java reads {@code message} and {@code type}
     * unconditionally.
     *
     * @param param the request field at fault as the client wrote it, or null
     * @param code a fixed word for programs, or null
     */
    public record Error(String message, String type, String param, String code) {}
}
