package io.openaitriton.observe;

/** Is told of each request. Methods return soon and throw nothing: they run on the threads that serve clients. */
public interface RequestObserver {
    /** Wants to know nothing. */
    RequestObserver NOBODY = new RequestObserver() {};

    /** A request has come; no more than its id and its method is known. */
    default void began(Observation request) {}

    /** The routes have made the answer, or streamed it; in the thread of the route, before or after the end. */
    default void answered(Observation request) {}

    /** The answer has left, or the client has. Called once. */
    default void ended(Observation request) {}
}
