package io.openaitriton.simulator.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.CompletionStage;

/** Observes generate and generate_stream requests, on the event loop. */
public interface CallListener {

    /**
     * A request has come, with all of its body.
     *
     * @param body decoded as UTF-8, up to Triton's limit
     * @param disconnected completes with the {@link System#nanoTime()} at which the client disconnected before the response ended
     */
    void arrived(HttpServerRequest request, String body, CompletionStage<Long> disconnected);

    /** The client of a stream left, and the stream ended. Called before {@link #finished}. */
    void cancelled();

    /** The work on a request is done. Called once for each. */
    void finished();

    /** Whether the simulator is closing, so that a closed connection is not a client's disconnect. */
    boolean closing();
}
