package io.openaitriton.openai;

/** The body of every error answer, and the data of an error event. */
public record ErrorResponse(Error error) {

    /**
     * What went wrong. All four fields are always there; openai-java reads {@code message} and {@code type}
     * unconditionally.
     *
     * @param param the request field at fault as the client wrote it, or null
     * @param code a fixed word for programs, or null
     */
    public record Error(String message, String type, String param, String code) {}
}
