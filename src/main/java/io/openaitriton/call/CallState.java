package io.openaitriton.call;

/**
 * The state of a call to Triton. {@code docs/decisions/0035-call-states.md} has the table of states and events.
 *
 * <p>Cancellation from outside is not one of these states: it may happen in each of them, and stays known afterwards; see
 * {@link Cancellation}.
 */
enum CallState {
    /** It waits in the queue, is sent, or its answer is read within the exchange. */
    OPEN,
    /** A load balancer calls one replica, and may call another after it. */
    TRYING,
    /** The answer of that replica has been read, or abandoned; another may be called. */
    TRIED,
    /** Nothing is in progress. The route may make the call again. */
    FAILED,
    /** Its answer is a stream that is read when the exchange is done. */
    HANDED_OVER,
    /** Nothing is in progress, and the end actions have run. */
    ENDED;

    /** What happens to a call. */
    enum Event {
        /** The call waits in the queue, fetches an image or is sent: on the request's thread. */
        MADE,
        /** The load balancer is about to call a replica, on the request's thread. */
        REPLICA_CHOSEN,
        /** The load balancer will call no other replica, on the request's thread. */
        REPLICA_SETTLED,
        /** No answer arrived, or a failure: on the request's thread. */
        FAILED,
        /** The first event of a stream has arrived, and others will read the rest: on the request's thread. */
        HANDED_OVER,
        /** The answer has been read to its end or abandoned: on the thread that reads it, which for a stream may be the host's. */
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
                    // the end of a replica's answer is not the end of the call
                    case TRYING, TRIED -> this;
                    case OPEN, FAILED, HANDED_OVER -> FAILED;
                    case ENDED -> ENDED;
                };
            case HANDED_OVER ->
                switch (this) {
                    case OPEN, TRYING, FAILED, HANDED_OVER -> HANDED_OVER;
                    // a short stream may arrive completely with its first event
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

    /** A load balancer may call another replica after this one. */
    boolean isTrying() {
        return this == TRYING || this == TRIED;
    }
}
