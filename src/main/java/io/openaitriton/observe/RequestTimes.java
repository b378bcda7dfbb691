package io.openaitriton.observe;

/** When a request began, when the first token of its answer came, and when it ended, by {@link System#nanoTime}. */
public final class RequestTimes {
    private final long begin = System.nanoTime();
    private volatile long firstToken;
    private volatile long end;

    void firstToken() {
        firstToken = System.nanoTime();
    }

    void end() {
        end = System.nanoTime();
    }

    /** Nanoseconds from the request to its end. */
    public long duration() {
        return end - begin;
    }

    /** Nanoseconds from the request to the first token of a stream; 0 without a token. */
    public long toFirstToken() {
        return firstToken == 0 ? 0 : firstToken - begin;
    }

    /** Nanoseconds from the first token to the end; 0 without a token. */
    public long fromFirstToken() {
        return firstToken == 0 ? 0 : end - firstToken;
    }
}
