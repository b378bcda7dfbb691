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
 * How one request reaches Triton. Of the connections that are kept between requests, those that Triton has closed are thrown away unused. When a
 * kept connection fails before the first byte of the answer, which is how one looks that was closed at this very moment, the request is sent once more,
 * on a new connection. Used by one thread at a time.
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
     * Sends the request, if this connection will do.
     *
     * @param connected runs when the connection is new
     * @throws Unusable when it will not; nothing has been sent
     * @throws ConnectionLost when it fails before the first byte of the answer
     */
    public ClassicHttpResponse over(
            HttpClientConnection connection, ClassicHttpRequest request, Runnable connected, Exchange exchange)
            throws IOException, HttpException {
        EndpointDetails details = connection.getEndpointDetails();
        if (details == null) {
            // the call was ended from here between the connecting and this
            throw new ConnectionClosedException("The connection was closed before anything was sent");
        }
        boolean kept = details.getRequestCount() > 0 && connection != tunnel;
        if (kept && (newOnly || TritonConnections.isClosed(connection))) {
            throw new Unusable();
        }
        if (Method.CONNECT.isSame(request.getMethod())) {
            // the proxy's answer makes it a connection to Triton that is new
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
            // a timeout, or the call was ended from here
            throw e;
        } catch (IOException e) {
            throw details.getReceivedBytesCount() == before ? new ConnectionLost(kept, e) : e;
        }
    }

    /** Whether the request is to be sent once more, after a connection was lost. */
    public boolean isToBeRepeated(ConnectionLost lost, ClassicHttpRequest request) {
        boolean repeat = lost.isKept()
                && !newOnly
                && (request.getEntity() == null || request.getEntity().isRepeatable());
        newOnly = true;
        return repeat;
    }

    /** The same failure, told as one to connect if it came before anything was sent: the handshake of TLS, for one. */
    public IOException named(IOException e) {
        if (begun || e instanceof InterruptedIOException || e instanceof ConnectException) {
            return e;
        }
        ConnectException failure = new ConnectException(String.valueOf(e));
        failure.initCause(e);
        return failure;
    }

    /** The connection is not to be used; the pool may have another. */
    public static final class Unusable extends IOException {
        private static final long serialVersionUID = 1;

        private Unusable() {
            super("Triton closed this connection");
        }
    }
}
