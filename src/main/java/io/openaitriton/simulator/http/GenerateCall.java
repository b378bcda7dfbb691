package io.openaitriton.simulator.http;

import io.openaitriton.simulator.core.TritonError;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One generate or generate_stream request, from the arrival of its body to the end of its work, which on {@code
 * generate} may come after the client disconnected. Used by the event loop only.
 */
final class GenerateCall {
    final HttpServerRequest request;
    final HttpServerResponse response;
    final String model;
    final String version;

    /** Whether this is generate_stream. */
    final boolean streaming;

    final long arrivedNanos = System.nanoTime();
    final CompletableFuture<Long> disconnected = new CompletableFuture<>();
    private final CallListener listener;
    private boolean started;
    private boolean finished;
    private Runnable whenGone = () -> {};
    private Supplier<String> report;

    GenerateCall(HttpServerRequest request, String model, String version, boolean streaming, CallListener listener) {
        this.request = request;
        this.response = request.response();
        this.model = model;
        this.version = version;
        this.streaming = streaming;
        this.listener = listener;
        response.closeHandler(closed -> clientLeft());
        response.exceptionHandler(failure -> clientLeft());
    }

    /** Sets the value of the header {@code endpoint-load-metrics}, which is computed when the answer begins. */
    void reports(Supplier<String> load) {
        report = load;
    }

    private void head(int status, String contentType) {
        if (report != null) {
            response.putHeader(LoadReport.HEADER, report.get());
        }
        HttpResponses.chunkedHead(response, status, contentType);
    }

    /** Whether the client disconnected, or the work is done: nothing can be written any more. */
    boolean gone() {
        return finished || disconnected.isDone() || response.closed();
    }

    /** Sets the action for a disconnect; runs it immediately if the client has disconnected. */
    void whenGone(Runnable action) {
        if (disconnected.isDone()) {
            action.run();
        } else {
            whenGone = action;
        }
    }

    /** Sends one chunk, and the headers set before if it is the first. */
    void write(Buffer chunk) {
        started = true;
        response.write(chunk);
    }

    /** Sends an event, unless the client has left. */
    void event(String json) {
        if (gone()) {
            return;
        }
        if (!started) {
            head(200, HttpResponses.EVENTS);
        }
        write(Buffer.buffer(HttpResponses.event(json)));
    }

    /** Sends a whole answer of the model in one chunk, framed as this request wants it. */
    void answer(int status, String json) {
        if (!gone()) {
            finish();
            head(status, streaming ? HttpResponses.EVENTS : HttpResponses.JSON);
            response.end(streaming ? HttpResponses.event(json) : json);
        }
        finish();
    }

    void fail(TritonError error) {
        if (error.fromModel) {
            answer(error.status, error.json());
        } else if (!gone()) {
            finish();
            HttpResponses.fixed(response, error.status, HttpResponses.JSON, error.json());
        }
        finish();
    }

    void end() {
        boolean unheard = gone();
        finish();
        if (!unheard) {
            response.end();
        }
    }

    /** Closes the connection without an end of the response. */
    void hangUp() {
        finish();
        request.connection().close();
    }

    /** Ends a stream whose client has left. */
    void cancel() {
        if (!finished) {
            listener.cancelled();
            finish();
        }
    }

    void finish() {
        if (!finished) {
            finished = true;
            listener.finished();
        }
    }

    private void clientLeft() {
        // once finished, a closed connection means nothing: the response ended, or the simulator closed it
        if (!finished && !listener.closing() && disconnected.complete(System.nanoTime())) {
            whenGone.run();
        }
    }
}
