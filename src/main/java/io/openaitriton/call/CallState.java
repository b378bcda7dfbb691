package io.openaitriton.call;

/**
 * How far a call to Triton is. {@code docs/decisions/0035-call-states.md} has the table of states and events.
 *
 * <p>Whether the call was ended from outside is no state of this: that may happen in each of them, and stays known afterwards; see {@link
 * Cancellation}.
 */
enum CallState {
    /** It waits for its turn, is sent, or its answer is read within the exchange. */
    OPEN,
    /** A load balancer asks one replica, and may ask another after it. */
    TRYING,
    /** The answer of that replica has been read, or given up; another may be asked. */
    TRIED,
    /** Nothing is under way. The route may make the call again. */
    FAILED,
    /** Its answer is a stream that is read when the exchange is done. */
    HANDED_OVER,
    /** Nothing is under way, and what waited for the end has run. */
    ENDED;

    /** What happens to a call. */
    enum Event {
        /** The call waits for its turn, fetches an image or is sent: on the request's thread. */
        MADE,
        /** It is about to ask a replica: the load balancer, on the request's thread. */
        REPLICA_CHOSEN,
        /** No other replica will be asked: the load balancer, on the request's thread. */
        REPLICA_SETTLED,
        /** No answer came, or one that is a failure: on the request's thread. */
        FAILED,
        /** The first event of a stream has come, and others will read the rest: on the request's thread. */
        HANDED_OVER,
        /** The answer has been read to its end or given up: on the thread that reads it, which for a stream may be the host's. */
        ANSWER_ENDED,
        /** The exchange is done: on the thread that completes it. */
        EXCHANGE_DONE,
        /** The exchange begins another call: on the request's thread. */
        REPLACED
    }

    /** The state after an event. */
    CallState on(Event event) {
        return switch (event) {
            case MADE ->
                switch (this) {
                    case OPEN, FAILED, ENDED -> OPEN;
                    case TRYING, TRIED -> TRYING;
                    case HANDED_OVER -> HANDED_OVER;
                };
            case REPLICA_CHOSEN -> TRYING;
            case REPLICA_SETTLED ->
                switch (this) {
                    case TRYING -> OPEN;
                    case TRIED -> ENDED;
                    default -> this;
                };
            case FAILED ->
                switch (this) {
                    // that of a replica is not that of the call
                    case TRYING, TRIED -> this;
                    case OPEN, FAILED, HANDED_OVER -> FAILED;
                    case ENDED -> ENDED;
                };
            case HANDED_OVER ->
                switch (this) {
                    case OPEN, TRYING, FAILED, HANDED_OVER -> HANDED_OVER;
                    // all of a short stream comes with its first event
                    case TRIED, ENDED -> this;
                };
            case ANSWER_ENDED ->
                switch (this) {
                    case TRYING, TRIED -> TRIED;
                    default -> ENDED;
                };
            case EXCHANGE_DONE ->
                switch (this) {
                    case TRYING, TRIED -> TRIED;
                    case HANDED_OVER -> HANDED_OVER;
                    default -> ENDED;
                };
            case REPLACED -> this == FAILED ? ENDED : this;
        };
    }

    /** A load balancer may ask another replica after this one. */
    boolean isTrying() {
        return this == TRYING || this == TRIED;
    }
}
