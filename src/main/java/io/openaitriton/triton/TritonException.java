package io.openaitriton.triton;

/** Triton did not give what it was asked for. */
public class TritonException extends RuntimeException {

    /** What kind of failure it was. */
    public enum Kind {
        /** The server has no such model. */
        UNKNOWN_MODEL(true),
        /** The model is known but not loaded, loading, stopping, or its engine is down. */
        NOT_READY(true),
        /** The server, the engine or a proxy has too much to do and has not begun with the request. */
        OVERLOADED(true),
        /** Nobody answered at the address. */
        UNREACHABLE(true),
        /** The process that runs the model died, perhaps of this request. */
        DIED(false),
        /** No byte arrived in the time allowed. */
        TIMED_OUT(false),
        /** The prompt has more tokens than the model takes. */
        PROMPT_TOO_LONG(false),
        /** The prompt has no token. */
        EMPTY_PROMPT(false),
        /** The model does not have this LoRA adapter. */
        UNKNOWN_ADAPTER(false),
        /** The backend refuses the value of a field. */
        INVALID_FIELD(false),
        /** The model cannot stream. */
        NO_STREAM(false),
        /** The request has more bytes than the server takes. */
        TOO_LARGE(false),
        /** Triton or the model behind it reported an error. */
        FAILED(false),
        /** The answer cannot be understood, or is not whole. */
        BAD_ANSWER(false);

        private final boolean undone;

        Kind(boolean undone) {
            this.undone = undone;
        }

        /** Whether nobody had begun to work on the request, for certain: another server may be asked. */
        public boolean isUndone() {
            return undone;
        }

        /** Whether the request is wrong: no server would take it. */
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

    /** The same failure, of a field of the request. */
    public TritonException of(String field) {
        return new TritonException(kind, getMessage(), field, retryAfter, getCause());
    }

    /** The same failure, of a server that has said when to try again. */
    public TritonException retryAfter(int seconds) {
        return seconds == retryAfter ? this : new TritonException(kind, getMessage(), param, seconds, getCause());
    }

    /** Seconds after which the server wants to be asked again; 0 when it has not said so. */
    public int retryAfter() {
        return retryAfter;
    }

    public Kind kind() {
        return kind;
    }

    /** The field of a chat request that is at fault, by its name in OpenAI's API; null where it is none or not known. */
    public String param() {
        return param;
    }
}
