package io.openaitriton.observe;

import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.Usage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The data of one request, collected while it is served. The serving thread writes it, and another thread reads it after the end;
 * later data is ignored.
 *
 * <p>Missing values are null.
 */
public final class Observation {
    private static final String UNKNOWN_ROUTE = "other";

    private final RequestObserver observer;
    private final String id;
    private final String method;
    private final RequestTimes times = new RequestTimes();
    private final ReplicaUse replica = new ReplicaUse();
    private final AtomicBoolean over = new AtomicBoolean();

    private volatile Operation operation = Operation.OTHER;
    private volatile String route = UNKNOWN_ROUTE;
    private volatile String key;
    private volatile String model;
    private volatile String dialect;
    private volatile String upstream;
    private volatile CharSequence prompt;
    private volatile boolean stream;
    private volatile boolean tokensWanted;
    private volatile boolean written;
    private volatile Usage usage;
    private volatile ApiException failure;
    private volatile int status;
    private volatile Outcome outcome;

    private Observation(RequestObserver observer, String id, String method) {
        this.observer = observer;
        this.id = id;
        this.method = method;
    }

    /**
     * Begins with a request.
     *
     * @param method the HTTP method; null for a request from elsewhere
     */
    public static Observation begin(RequestObserver observer, String id, String method) {
        Observation observation = new Observation(observer, id, method);
        observer.began(observation);
        return observation;
    }

    /** For a request that is not observed, because another application has the edge. */
    public static Observation unobserved() {
        return new Observation(RequestObserver.NOBODY, null, null);
    }

    /** False if no observer exists: then expensive data may be left out. */
    public boolean isObserved() {
        return observer != RequestObserver.NOBODY;
    }

    /** Demands token counts, even if the request is not observed. */
    public void countTokens() {
        tokensWanted = true;
    }

    /** Whether to count tokens even if counting takes time. */
    public boolean areTokensWanted() {
        return tokensWanted || isObserved();
    }

    /**
     * Sets the edge of the request.
     *
     * @param operation its operation
     * @param route its path with placeholders, never a client's text
     */
    public void edge(Operation operation, String route) {
        this.operation = operation;
        this.route = route;
    }

    /** Whether the edge is known. */
    public boolean isEdgeKnown() {
        return operation != Operation.OTHER && !route.equals(UNKNOWN_ROUTE);
    }

    /** Sets the operation, if the edge did not. */
    public void operation(Operation asked) {
        if (operation == Operation.OTHER) {
            operation = asked;
        }
    }

    /** Sets the name of the request's API key. */
    public void key(String name) {
        key = name;
    }

    /**
     * Sets the model that answers.
     *
     * @param model the name in its definition, never a client's text
     * @param upstream address of the server
     */
    public void model(String model, String dialect, String upstream, boolean stream) {
        this.model = model;
        this.dialect = dialect;
        this.upstream = upstream;
        this.stream = stream;
    }

    /** Sets the address of the chosen replica. */
    public void upstream(String url) {
        upstream = url;
    }

    /** Sets what is sent to the model. */
    public void prompt(CharSequence text) {
        prompt = text;
    }

    /** The first token has arrived. */
    public void firstToken() {
        times.firstToken();
        failure = null;
    }

    /** Sets the tokens of the whole answer, or null if unknown. */
    public void usage(Usage tokens) {
        usage = tokens;
        failure = null;
    }

    /** The request failed, as far as the client sees; a later success of another call replaces this. */
    public void failed(ApiException error) {
        failure = error;
    }

    /** The answer is made. */
    public void answered() {
        observer.answered(this);
    }

    /** All events of a stream have been written. Agents disconnect right after the last event, before the end of the response. */
    public void written() {
        written = true;
    }

    /**
     * Ends with the answer, or when the client disconnects; a second call does nothing.
     *
     * @param status of the answer, or 0 without an answer
     * @param complete false if only a part of the answer was sent
     */
    public void end(int status, boolean complete) {
        if (over.compareAndSet(false, true)) {
            times.end();
            this.status = status;
            outcome = complete || written || failure != null ? outcome(status) : Outcome.CANCELLED;
            observer.ended(this);
        }
    }

    private Outcome outcome(int status) {
        return failure == null ? Outcome.of(status) : Outcome.of(failure);
    }

    public String id() {
        return id;
    }

    /** HTTP method; null for a request from elsewhere. */
    public String method() {
        return method;
    }

    public Operation operation() {
        return operation;
    }

    /** Path of the edge with placeholders, {@code http.route}; {@code other} when no edge is known. */
    public String route() {
        return route;
    }

    public String key() {
        return key;
    }

    public String model() {
        return model;
    }

    public String dialect() {
        return dialect;
    }

    /** Address of Triton. */
    public String upstream() {
        return upstream;
    }

    public CharSequence prompt() {
        return prompt;
    }

    public boolean stream() {
        return stream;
    }

    public Usage usage() {
        return usage;
    }

    public ApiException failure() {
        return failure;
    }

    /** HTTP status of the answer; 0 if the client disconnected before there was one. */
    public int status() {
        return status;
    }

    /** Null before the end. */
    public Outcome outcome() {
        return outcome;
    }

    /** The replica that answers, if the model has several. */
    public ReplicaUse replica() {
        return replica;
    }

    /** Its times. */
    public RequestTimes times() {
        return times;
    }
}
