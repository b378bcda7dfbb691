package io.openaitriton.camel;

import io.openaitriton.call.CallTimeouts;
import io.openaitriton.call.ConnectionLost;
import io.openaitriton.call.RetryAfter;
import io.openaitriton.call.Sending;
import io.openaitriton.call.TokenReservation;
import io.openaitriton.call.TritonConnections;
import io.openaitriton.call.UpstreamCall;
import io.openaitriton.exchange.Observations;
import io.openaitriton.observe.RequestId;
import java.io.IOException;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpActivityListener;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes camel-http's client fit for Triton: set it on an endpoint as both {@code httpClientConfigurer} and
 * {@code httpActivityListener}.
 *
 * <ul>
 *   <li>a call can be ended from outside, see {@link UpstreamCall};
 *   <li>the time-out between two reads of an answer differs from the one before its first byte (the endpoint's
 *       {@code responseTimeout});
 *   <li>a call has a time-out in total as well;
 *   <li>connections are kept for a bounded time, and none is used that Triton has closed, see {@link TritonConnections};
 *   <li>nothing is sent twice, except where a kept connection broke before the answer began, see {@link Sending}: the client's own retries,
 *       redirects, cookies and compression are off.
 * </ul>
 */
public final class TritonHttp implements HttpClientConfigurer, HttpActivityListener, CamelContextAware {
    private static final Logger LOG = LoggerFactory.getLogger(TritonHttp.class);

    // where camel-http puts the exchange, provided that there is an activity listener
    private static final String EXCHANGE = "org.apache.camel.Exchange";

    private static final String TIMEOUTS = CallTimeouts.class.getName();
    private static final String SENDING = Sending.class.getName();
    private static final String CONNECTED = TritonHttp.class.getName() + ".connected";

    private CamelContext context;
    private volatile long idleTimeout = 60_000;
    private volatile long totalTimeout;
    private volatile long idleConnection = 60_000;
    private volatile long connectionAge = 600_000;

    /** Longest silence within an answer, in milliseconds, 1 or more. */
    public void setIdleTimeout(long millis) {
        if (millis < 1) {
            throw new IllegalArgumentException("'idleTimeout' must be 1 ms or more, but is " + millis);
        }
        this.idleTimeout = millis;
    }

    /** Longest time from the call to the end of its answer, in milliseconds. Default 0, no limit. */
    public void setTotalTimeout(long millis) {
        if (millis < 0) {
            throw new IllegalArgumentException("'totalTimeout' must be 0 ms or more, but is " + millis);
        }
        this.totalTimeout = millis;
    }

    /** Longest time that a connection is kept without a call, in milliseconds, 1 or more. Default 60000. */
    public void setIdleConnection(long millis) {
        if (millis < 1) {
            throw new IllegalArgumentException("'idleConnection' must be 1 ms or more, but is " + millis);
        }
        this.idleConnection = millis;
    }

    /** Longest time that a connection is kept, in milliseconds. Default 600000; 0 is no limit. */
    public void setConnectionAge(long millis) {
        if (millis < 0) {
            throw new IllegalArgumentException("'connectionAge' must be 0 ms or more, but is " + millis);
        }
        this.connectionAge = millis;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableContentCompression()
                .disableAuthCaching()
                .setRequestExecutor(new Timed())
                .addExecInterceptorFirst("triton-upstream-call", this::call);
        new TritonConnections(idleConnection, connectionAge).configure(client, context);
    }

    private ClassicHttpResponse call(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Object exchange = scope.clientContext.getAttribute(EXCHANGE);
        if (exchange instanceof Exchange e && scope.originalRequest instanceof Cancellable cancellable) {
            String id = Observations.of(e).id();
            if (id != null) {
                request.setHeader(RequestId.HEADER, id);
            }
            TokenReservation.of(e).sent();
            try {
                return timed(request, scope, chain, UpstreamCall.of(e), cancellable);
            } catch (IOException failure) {
                UpstreamCall.failed(e);
                throw failure;
            }
        }
        return chain.proceed(request, scope);
    }

    /** Camel encodes the tilde, though it needs none (RFC 3986 2.3); Triton decodes nothing in the name of a model. */
    private static void sendTildes(ClassicHttpRequest request) {
        String path = request.getPath();
        if (path != null && path.contains("%7E")) {
            request.setPath(path.replace("%7E", "~"));
        }
    }

    private ClassicHttpResponse timed(
            ClassicHttpRequest request,
            ExecChain.Scope scope,
            ExecChain chain,
            UpstreamCall call,
            Cancellable cancellable)
            throws IOException, HttpException {
        call.bind(cancellable);
        CallTimeouts timeouts =
                CallTimeouts.start(call, cancellable, call.totalTimeout(totalTimeout), call.idleTimeout(idleTimeout));
        scope.clientContext.setAttribute(TIMEOUTS, timeouts);
        boolean answered = false;
        try {
            ClassicHttpResponse response = send(request, scope, chain, call, timeouts);
            if (response.getCode() >= 400) {
                // before camel-http may drop the headers of an answer
                call.retryAfter(RetryAfter.seconds(response));
            }
            HttpEntity answer = response.getEntity();
            if (answer != null) {
                response.setEntity(timeouts.within(answer));
                answered = true;
            }
            return response;
        } catch (IOException e) {
            if (call.isCancelled() && call.isHeld()) {
                // it is not this Triton's fault, and no circuit breaker shall take it for one
                return new BasicClassicHttpResponse(499);
            }
            throw timeouts.named(e);
        } finally {
            if (!answered) {
                timeouts.stop();
            }
        }
    }

    private static ClassicHttpResponse send(
            ClassicHttpRequest request,
            ExecChain.Scope scope,
            ExecChain chain,
            UpstreamCall call,
            CallTimeouts timeouts)
            throws IOException, HttpException {
        Sending sending = new Sending();
        scope.clientContext.setAttribute(SENDING, sending);
        scope.clientContext.setAttribute(CONNECTED, call);
        ClassicHttpRequest attempt = request;
        while (true) {
            try {
                return chain.proceed(attempt, scope);
            } catch (Sending.Unusable e) {
                LOG.trace("A connection was closed by Triton", e);
            } catch (ConnectionLost e) {
                if (call.isCancelled() || timeouts.isOver() || !sending.isToBeRepeated(e, request)) {
                    throw e;
                }
                LOG.debug("Sent once more, on a new connection", e);
            } catch (IOException e) {
                throw sending.named(e);
            }
            // what was sent has headers now that are set again
            attempt = ClassicRequestBuilder.copy(scope.originalRequest).build();
            Header id = request.getFirstHeader(RequestId.HEADER);
            if (id != null) {
                attempt.setHeader(id);
            }
        }
    }

    @Override
    public void onRequestSubmitted(
            Object source, Exchange exchange, HttpHost host, HttpRequest request, HttpEntity entity) {
        // only there so that camel-http lets the interceptor see the exchange
    }

    @Override
    public void onResponseReceived(
            Object source, Exchange exchange, HttpHost host, HttpResponse response, HttpEntity entity, long elapsed) {
        // see above
    }

    /** Has the time-outs of a call in place of the socket's. */
    private final class Timed extends HttpRequestExecutor {
        @Override
        public ClassicHttpResponse execute(
                ClassicHttpRequest request,
                HttpClientConnection connection,
                HttpResponseInformationCallback informationCallback,
                HttpContext context)
                throws IOException, HttpException {
            sendTildes(request);
            if (!(context.getAttribute(TIMEOUTS) instanceof CallTimeouts timeouts)
                    || !(context.getAttribute(SENDING) instanceof Sending sending)
                    || !(context.getAttribute(CONNECTED) instanceof UpstreamCall call)) {
                ClassicHttpResponse response = super.execute(request, connection, informationCallback, context);
                connection.setSocketTimeout(Timeout.ofMilliseconds(idleTimeout));
                return response;
            }
            timeouts.awaitFirstByte(connection.getSocketTimeout().toMilliseconds());
            // the next call on this connection sets the endpoint's responseTimeout again
            connection.setSocketTimeout(Timeout.DISABLED);
            ClassicHttpResponse response = sending.over(
                    connection,
                    request,
                    call::connected,
                    () -> super.execute(request, connection, informationCallback, context));
            timeouts.answered();
            return response;
        }
    }
}
