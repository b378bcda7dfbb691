package io.openaitriton.observe;

/** Observes requests. Methods return quickly and never throw: they run on the threads that serve clients. */
public interface RequestObserver {
    /** Ignores everything. */
    RequestObserver NOBODY = new RequestObserver() {};

    /** A request has arrived; only its id and its method are known. */
    default void began(Observation request) {}

    /** The routes have made the answer, or streamed it; in the thread of the route, before or after the end. */
    default void answered(Observation request) {}

    /** The answer has been sent, or the client has disconnected. Called once. */
    default void ended(Observation request) {}
}
