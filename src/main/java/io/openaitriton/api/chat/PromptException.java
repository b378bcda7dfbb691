package io.openaitriton.api.chat;

/** A conversation that cannot become a prompt for this model, at all or now. The message is for the client. */
public final class PromptException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String param;

    /** @param param as {@link #param()} gives it */
    public PromptException(String param, String message) {
        this(param, message, null);
    }

    /** @param param as {@link #param()} gives it */
    public PromptException(String param, String message, Throwable cause) {
        super(message, cause);
        this.param = param;
    }

    /** The field at fault as the client wrote it, such as {@code messages[1].content}; null when the gateway is too busy. */
    public String param() {
        return param;
    }
}
