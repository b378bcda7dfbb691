package io.openaitriton.observe;

import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.Usage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What is known of one request, as it becomes known. Written by the thread that serves it, and read by another when it has ended; what
 * comes after the end is not read any more.
 *
 * <p>Times are of {@link System#nanoTime}. Methods that tell what may be missing give null, or 0 for times.
 */
public final class Observation {
    private static final String UNKNOWN_ROUTE = "other";

    private final RequestObserver observer;
    private final String id;
    private final String method;
    private final long begin = System.nanoTime();
    private final AtomicBoolean over = new AtomicBoolean();

    private volatile Operation operation = Operation.OTHER;
    private volatile String route = UNKNOWN_ROUTE;
    private volatile String key;
    private volatile String model;
    private volatile String dialect;
    private volatile String upstream;
    private volatile String reason;
    private volatile double matched = -1;
    private volatile Double cacheHit;
    private volatile String prompt;
    private volatile boolean stream;
    private volatile boolean tokensWanted;
    private volatile boolean written;
    private volatile long firstToken;
    private volatile Usage usage;
    private volatile ApiException failure;
    private volatile int status;
    private volatile Outcome outcome;
    private volatile long end;

    private Observation(RequestObserver observer, String id, String method) {
        this.observer = observer;
        this.id = id;
        this.method = method;
    }

    /**
     * Begins with a request.
     *
     * @param method of HTTP; null for a request that did not come by it
     */
    public static Observation begin(RequestObserver observer, String id, String method) {
        Observation observation = new Observation(observer, id, method);
        observer.began(observation);
        return observation;
    }

    /** Of a request that nobody observes, where another application than the gateway has the edge. */
    public static Observation unobserved() {
        return new Observation(RequestObserver.NOBODY, null, null);
    }

    /** False when nobody wants to know: what takes time to find out may be left out. */
    public boolean isObserved() {
        return observer != RequestObserver.NOBODY;
    }

    /** Somebody wants to know the tokens, even if nobody observes the request. */
    public void countTokens() {
        tokensWanted = true;
    }

    /** Whether tokens are to be counted where that takes time. */
    public boolean areTokensWanted() {
        return tokensWanted || isObserved();
    }

    /**
     * The edge that the request came in by.
     *
     * @param operation what it says that it is
     * @param route its path, with placeholders: never what a client wrote
     */
    public void edge(Operation operation, String route) {
        this.operation = operation;
        this.route = route;
    }

    /** Whether the edge is known. */
    public boolean isEdgeKnown() {
        return operation != Operation.OTHER && !route.equals(UNKNOWN_ROUTE);
    }

    /** What is asked of a model, where the edge did not say what it is. */
    public void operation(Operation asked) {
        if (operation == Operation.OTHER) {
            operation = asked;
        }
    }

    /** The name of the API key that the request came with. */
    public void key(String name) {
        key = name;
    }

    /**
     * The model that answers.
     *
     * @param model its definition's name: never what a client wrote
     * @param upstream address of Triton
     */
    public void model(String model, String dialect, String upstream, boolean stream) {
        this.model = model;
        this.dialect = dialect;
        this.upstream = upstream;
        this.stream = stream;
    }

    /** Address of the Triton that is asked, of several. */
    public void upstream(String url) {
        upstream = url;
    }

    /**
     * Why that one, of several.
     *
     * @param reason as the balancer of the model's replicas says
     * @param matched the share of the prompt that the replica has had before, as far as is known, 0 to 1; negative when that does not count
     */
    public void choice(String reason, double matched) {
        this.reason = reason;
        this.matched = matched;
    }

    /** The share of the prompt that was in the backend's cache, 0 to 1, as it says itself. */
    public void cacheHit(double share) {
        cacheHit = share;
    }

    /** What is sent to the model. */
    public void prompt(String text) {
        prompt = text;
    }

    /** The first token has come. */
    public void firstToken() {
        firstToken = System.nanoTime();
        failure = null;
    }

    /** Tokens of the whole answer, or null where they are not known. */
    public void usage(Usage tokens) {
        usage = tokens;
        failure = null;
    }

    /** The client is told, or would be, that its request failed; what comes afterwards of another call makes up for it. */
    public void failed(ApiException error) {
        failure = error;
    }

    /** The answer is made. */
    public void answered() {
        observer.answered(this);
    }

    /** All events of a stream have been written: agents leave as soon as they have the last one, before the end of the response. */
    public void written() {
        written = true;
    }

    /**
     * Ends with the answer, or with the client's leaving; called again it does nothing.
     *
     * @param status of the answer, or 0 when it has none
     * @param complete false when not all of the answer left
     */
    public void end(int status, boolean complete) {
        if (over.compareAndSet(false, true)) {
            end = System.nanoTime();
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

    /** HTTP method; null for a request that did not come by HTTP. */
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

    public String prompt() {
        return prompt;
    }

    /** Why this Triton was asked, of several; null for a model on one. */
    public String reason() {
        return reason;
    }

    /** The share of the prompt that the Triton has had before, as far as is known; negative when that does not count. */
    public double matched() {
        return matched;
    }

    /** The share of the prompt that was in the backend's cache; null where it does not say. */
    public Double cacheHit() {
        return cacheHit;
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

    /** HTTP status of the answer; 0 when the client left before there was one. */
    public int status() {
        return status;
    }

    /** Null before the end. */
    public Outcome outcome() {
        return outcome;
    }

    /** Nanoseconds from the request to its end. */
    public long duration() {
        return end - begin;
    }

    /** Nanoseconds from the request to its first token, of a stream; 0 when none came. */
    public long toFirstToken() {
        return firstToken == 0 ? 0 : firstToken - begin;
    }

    /** Nanoseconds from the first token to the end. */
    public long fromFirstToken() {
        return firstToken == 0 ? 0 : end - firstToken;
    }
}
