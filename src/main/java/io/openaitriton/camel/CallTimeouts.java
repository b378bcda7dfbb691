package io.openaitriton.camel;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * Names the time-out that ended a call to Triton.
 *
 * <p>The one in total ends the call from outside: a stream that drips is never idle, so that no read of it times out.
 */
final class CallTimeouts {
    private static final ScheduledThreadPoolExecutor CLOCK = clock();

    private CallTimeouts() {}

    /** Starts the time-out in total; 0 is none. {@link UpstreamCall#ended} stops it. */
    static void start(UpstreamCall call, long totalMillis) {
        if (totalMillis > 0) {
            call.stopWith(CLOCK.schedule(call::expire, totalMillis, TimeUnit.MILLISECONDS));
        }
    }

    /** What is thrown for a failure while the first byte is awaited. */
    static IOException beforeAnswer(UpstreamCall call, IOException e) {
        return named(call, e, "first byte");
    }

    /** The answer, whose reads name the time-out. */
    static HttpEntity within(UpstreamCall call, HttpEntity answer) {
        return new HttpEntityWrapper(answer) {
            @Override
            public InputStream getContent() throws IOException {
                return new Content(super.getContent(), call);
            }
        };
    }

    private static IOException named(UpstreamCall call, IOException e, String silence) {
        if (call.isExpired()) {
            return new Expired("total", e);
        }
        boolean silent = e instanceof SocketTimeoutException && !(e instanceof ConnectTimeoutException);
        return silent ? new Expired(silence, e) : e;
    }

    private static ScheduledThreadPoolExecutor clock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "triton-total-timeout");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
        // a host that unloads this jar keeps no thread of it
        clock.setKeepAliveTime(10, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
        return clock;
    }

    /** A time-out, with its name as the message. */
    static final class Expired extends SocketTimeoutException {
        private static final long serialVersionUID = 1;

        Expired(String name, IOException cause) {
            super(name + " time-out");
            initCause(cause);
        }
    }

    private static final class Content extends FilterInputStream {
        private final UpstreamCall call;

        Content(InputStream in, UpstreamCall call) {
            super(in);
            this.call = call;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count;
            try {
                count = super.read(target, offset, length);
            } catch (IOException e) {
                call.stopClock();
                throw named(call, e, "idle");
            }
            if (count < 0) {
                call.stopClock();
                // a connection that was closed from here may look like an end
                if (call.isExpired()) {
                    throw new Expired("total", null);
                }
            }
            return count;
        }

        @Override
        public void close() throws IOException {
            call.stopClock();
            super.close();
        }
    }
}
