package io.openaitriton.triton;

/** Triton did not do what was requested. */
public class TritonException extends RuntimeException {

    /** The kind of failure. */
    public enum Kind {
        /** The server has no such model. */
        UNKNOWN_MODEL(true),
        /** The model is known but not loaded, loading, stopping, or its engine is down. */
        NOT_READY(true),
        /** The server, the engine or a proxy is overloaded and has not begun with the request. */
        OVERLOADED(true),
        /** There is no connection to the address. */
        UNREACHABLE(true),
        /** The process of the model died, maybe because of this request. */
        DIED(false),
        /** No byte arrived in the time allowed. */
        TIMED_OUT(false),
        /** The prompt has more tokens than the model's context. */
        PROMPT_TOO_LONG(false),
        /** The prompt has no token. */
        EMPTY_PROMPT(false),
        /** The model does not have this LoRA adapter. */
        UNKNOWN_ADAPTER(false),
        /** The backend refuses the value of a field. */
        INVALID_FIELD(false),
        /** The model cannot stream. */
        NO_STREAM(false),
        /** The request has more bytes than the server accepts. */
        TOO_LARGE(false),
        /** Triton or the model behind it reported an error. */
        FAILED(false),
        /** The answer cannot be read, or is incomplete. */
        BAD_ANSWER(false);

        private final boolean undone;

        Kind(boolean undone) {
            this.undone = undone;
        }

        /** Whether certainly no server had begun to work on the request, so that another may be called. */
        public boolean isUndone() {
            return undone;
        }

        /** Whether the request is wrong, so that no server would accept it. */
        public boolean isOfTheRequest() {
            return switch (this) {
                case PROMPT_TOO_LONG, EMPTY_PROMPT, UNKNOWN_ADAPTER, INVALID_FIELD, NO_STREAM, TOO_LARGE -> true;
                default -> false;
            };
        }
    }

    private final Kind kind;
    private final String param;
    private final int retryAfter;

    public TritonException(Kind kind, String message) {
        this(kind, message, null, 0, null);
    }

    public TritonException(Kind kind, String message, Throwable cause) {
        this(kind, message, null, 0, cause);
    }

    private TritonException(Kind kind, String message, String param, int retryAfter, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.param = param;
        this.retryAfter = retryAfter;
    }

    /** The same failure, about a field of the request. */
    public TritonException of(String field) {
        return new TritonException(kind, getMessage(), field, retryAfter, getCause());
    }

    /** The same failure, with the server's time for a retry. */
    public TritonException retryAfter(int seconds) {
        return seconds == retryAfter ? this : new TritonException(kind, getMessage(), param, seconds, getCause());
    }

    /** Seconds after which the server accepts a retry; 0 if unknown. */
    public int retryAfter() {
        return retryAfter;
    }

    public Kind kind() {
        return kind;
    }

    /** The field of a chat request that is at fault, by its name in OpenAI's API; null if there is none, or it is unknown. */
    public String param() {
        return param;
    }
}
