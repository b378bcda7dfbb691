package io.openaitriton.call;

import java.io.IOException;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;

/** Sends a request over a connection, with the timeouts of its call instead of socket timeouts. */
final class TimedExecutor extends HttpRequestExecutor {
    private final long idleMillis;

    /** @param idleMillis longest time between reads of an answer to a request that is not a call */
    TimedExecutor(long idleMillis) {
        this.idleMillis = idleMillis;
    }

    /** The sending that belongs to a context of the HTTP client. */
    record Sent(TritonCall call, CallTimeouts timeouts, Sending sending) {
        private static final String NAME = Sent.class.getName();

        void keep(HttpContext context) {
            context.setAttribute(NAME, this);
        }
    }

    @Override
    public ClassicHttpResponse execute(
            ClassicHttpRequest request,
            HttpClientConnection connection,
            HttpResponseInformationCallback informationCallback,
            HttpContext context)
            throws IOException, HttpException {
        sendTildes(request);
        if (!(context.getAttribute(Sent.NAME) instanceof Sent sent)) {
            ClassicHttpResponse response = super.execute(request, connection, informationCallback, context);
            connection.setSocketTimeout(Timeout.ofMilliseconds(idleMillis));
            return response;
        }
        sent.timeouts().awaitFirstByte(connection.getSocketTimeout().toMilliseconds());
        // the next call on this connection sets the endpoint's responseTimeout again
        connection.setSocketTimeout(Timeout.DISABLED);
        ClassicHttpResponse response = sent.sending()
                .over(
                        connection,
                        request,
                        sent.call()::connected,
                        () -> super.execute(request, connection, informationCallback, context));
        sent.timeouts().answered();
        return response;
    }

    /** Camel encodes the tilde, though it needs none (RFC 3986 2.3); Triton decodes nothing in the name of a model. */
    private static void sendTildes(ClassicHttpRequest request) {
        String path = request.getPath();
        if (path != null && path.contains("%7E")) {
            request.setPath(path.replace("%7E", "~"));
        }
    }
}
