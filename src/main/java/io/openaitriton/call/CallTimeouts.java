package io.openaitriton.call;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * The timeouts of one call to Triton: for the whole call, for the first byte, and between reads. Remembers which one ended the
 * call.
 *
 * <p>{@link TimeoutWatcher} ends a call from outside when a timeout has passed. A socket timeout cannot bound the whole call,
 * because a slow stream is never silent for long; and it costs another system call for each read, or a timer on a virtual thread.
 */
public final class CallTimeouts {
    private static final long START = System.nanoTime();
    private static final long NEVER = Long.MAX_VALUE;

    private final TritonCall call;
    private final Cancellable request;
    private final long end;
    private volatile long idleMillis;
    private volatile long endOfSilence = NEVER;
    private volatile String silence = "first byte";
    private volatile boolean silent;

    private CallTimeouts(TritonCall call, Cancellable request, long end, long idleMillis) {
        this.call = call;
        this.request = request;
        this.end = end;
        this.idleMillis = idleMillis;
    }

    /**
     * Starts the timeout of the whole call. The end of the answer stops it.
     *
     * @param request the request to cancel
     * @param totalMillis 0 is no limit
     * @param idleMillis longest time between reads of the answer
     */
    public static CallTimeouts start(TritonCall call, Cancellable request, long totalMillis, long idleMillis) {
        CallTimeouts timeouts = new CallTimeouts(call, request, in(totalMillis), idleMillis);
        call.stopWith(timeouts);
        TimeoutWatcher.add(timeouts);
        return timeouts;
    }

    public void stop() {
        TimeoutWatcher.remove(this);
    }

    /** Starts the timeout of the first byte; 0 is no limit. */
    public void awaitFirstByte(long millis) {
        endOfSilence = in(millis);
    }

    /** The first byte has arrived. */
    public void answered() {
        endOfSilence = NEVER;
        silence = "idle";
    }

    /** Sets the longest time between reads from now on. */
    void idleTimeout(long millis) {
        idleMillis = millis;
    }

    /** Ends the call if a timeout has passed. */
    void check() {
        long now = now();
        if (now >= end) {
            call.expire();
            stop();
        } else if (now >= endOfSilence) {
            silent = true;
            request.cancel();
            stop();
        }
    }

    /** Whether a timeout has ended the call. */
    public boolean isOver() {
        return silent || call.isExpired();
    }

    /** The exception for a failure of the call: that of the timeout if one ended it. */
    public IOException named(IOException e) {
        Expired expired = expired(e);
        if (expired != null) {
            return expired;
        }
        // the TLS handshake has a socket timeout
        boolean silentSocket = e instanceof SocketTimeoutException && !(e instanceof ConnectTimeoutException);
        return silentSocket ? new Expired(silence, e) : e;
    }

    /** The answer; its reads obey the timeouts and name them. */
    public HttpEntity within(HttpEntity answer) {
        return new HttpEntityWrapper(answer) {
            @Override
            public InputStream getContent() throws IOException {
                return new Content(super.getContent());
            }
        };
    }

    private Expired expired(IOException cause) {
        if (call.isExpired()) {
            return new Expired("total", cause);
        }
        return silent ? new Expired(silence, cause) : null;
    }

    private static long now() {
        return System.nanoTime() - START;
    }

    private static long in(long millis) {
        long now = now();
        return millis == 0 ? NEVER : now + Math.min(TimeUnit.MILLISECONDS.toNanos(millis), NEVER - now);
    }

    /** A timeout, with its name as the message. */
    static final class Expired extends SocketTimeoutException {
        private static final long serialVersionUID = 1;

        Expired(String name, IOException cause) {
            super(name + " timeout");
            initCause(cause);
        }
    }

    private final class Content extends FilterInputStream {
        Content(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count;
            endOfSilence = in(idleMillis);
            try {
                count = super.read(target, offset, length);
            } catch (IOException e) {
                stop();
                throw named(e);
            }
            endOfSilence = NEVER;
            if (count < 0) {
                stop();
                // a connection that the gateway closed may look like the end of the answer
                Expired expired = expired(null);
                if (expired != null) {
                    throw expired;
                }
            }
            return count;
        }

        @Override
        public void close() throws IOException {
            // which may read the rest
            endOfSilence = in(idleMillis);
            try {
                super.close();
            } finally {
                stop();
            }
        }
    }
}
