package io.openaitriton.call;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.io.HttpClientConnection;

/**
 * How one request reaches Triton. Kept connections that Triton has closed are discarded unused. When a kept connection fails
 * before the first byte of the answer, as it does if Triton closes it at that moment, the request is sent again on a new
 * connection. Used by one thread at a time.
 */
public final class Sending {
    /** Sends a request over a connection. */
    @FunctionalInterface
    public interface Exchange {
        ClassicHttpResponse execute() throws IOException, HttpException;
    }

    private HttpClientConnection tunnel;
    private boolean newOnly;
    private boolean begun;

    /**
     * Sends the request, if this connection is usable.
     *
     * @param connected runs when the connection is new
     * @throws Unusable if it is not; nothing has been sent
     * @throws ConnectionLost when it fails before the first byte of the answer
     */
    public ClassicHttpResponse over(
            HttpClientConnection connection, ClassicHttpRequest request, Runnable connected, Exchange exchange)
            throws IOException, HttpException {
        EndpointDetails details = connection.getEndpointDetails();
        if (details == null) {
            // the gateway ended the call after connecting
            throw new ConnectionClosedException("The connection was closed before anything was sent");
        }
        boolean kept = details.getRequestCount() > 0 && connection != tunnel;
        if (kept && (newOnly || TritonConnections.isClosed(connection))) {
            throw new Unusable();
        }
        if (Method.CONNECT.isSame(request.getMethod())) {
            // the proxy's answer makes it a new connection to Triton
            tunnel = connection;
        } else {
            begun = true;
            if (!kept) {
                connected.run();
            }
        }
        long before = details.getReceivedBytesCount();
        try {
            return exchange.execute();
        } catch (InterruptedIOException e) {
            // a timeout, or the gateway ended the call
            throw e;
        } catch (IOException e) {
            throw details.getReceivedBytesCount() == before ? new ConnectionLost(kept, e) : e;
        }
    }

    /** Whether to send the request again after a lost connection. */
    public boolean isToBeRepeated(ConnectionLost lost, ClassicHttpRequest request) {
        boolean repeat = lost.isKept()
                && !newOnly
                && (request.getEntity() == null || request.getEntity().isRepeatable());
        newOnly = true;
        return repeat;
    }

    /** The same failure as a failure to connect, if it came before anything was sent, for example in the TLS handshake. */
    public IOException named(IOException e) {
        if (begun || e instanceof InterruptedIOException || e instanceof ConnectException) {
            return e;
        }
        ConnectException failure = new ConnectException(String.valueOf(e));
        failure.initCause(e);
        return failure;
    }

    /** The connection is unusable; the pool may have another. */
    public static final class Unusable extends IOException {
        private static final long serialVersionUID = 1;

        private Unusable() {
            super("Triton closed this connection");
        }
    }
}
