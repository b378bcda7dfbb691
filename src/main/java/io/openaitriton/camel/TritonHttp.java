package io.openaitriton.camel;

import io.openaitriton.camel.access.TokenReservation;
import io.openaitriton.observe.RequestId;
import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpActivityListener;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;

/**
 * Makes camel-http's client fit for Triton: set it on an endpoint as both {@code httpClientConfigurer} and
 * {@code httpActivityListener}.
 *
 * <ul>
 *   <li>a call can be ended from outside, see {@link UpstreamCall};
 *   <li>the time-out between two reads of an answer differs from the one before its first byte (the endpoint's
 *       {@code responseTimeout});
 *   <li>a call has a time-out in total as well;
 *   <li>nothing is sent twice: the client's own retries, redirects, cookies and compression are off.
 * </ul>
 */
public final class TritonHttp implements HttpClientConfigurer, HttpActivityListener {
    // where camel-http puts the exchange, provided that there is an activity listener
    private static final String EXCHANGE = "org.apache.camel.Exchange";

    private static final String TIMEOUTS = CallTimeouts.class.getName();

    private volatile long idleTimeout = 60_000;
    private volatile long totalTimeout;

    /** Longest silence within an answer, in milliseconds, 1 or more. */
    public void setIdleTimeout(long millis) {
        if (millis < 1) {
            throw new IllegalArgumentException("idleTimeout must be 1 ms or more, but is " + millis);
        }
        this.idleTimeout = millis;
    }

    /** Longest time from the call to the end of its answer, in milliseconds. Default 0, no limit. */
    public void setTotalTimeout(long millis) {
        if (millis < 0) {
            throw new IllegalArgumentException("totalTimeout must be 0 ms or more, but is " + millis);
        }
        this.totalTimeout = millis;
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
            ClassicHttpResponse response = chain.proceed(request, scope);
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
            if (!(context.getAttribute(TIMEOUTS) instanceof CallTimeouts timeouts)) {
                ClassicHttpResponse response = super.execute(request, connection, informationCallback, context);
                connection.setSocketTimeout(Timeout.ofMilliseconds(idleTimeout));
                return response;
            }
            timeouts.awaitFirstByte(connection.getSocketTimeout().toMilliseconds());
            // the next call on this connection sets the endpoint's responseTimeout again
            connection.setSocketTimeout(Timeout.DISABLED);
            ClassicHttpResponse response = super.execute(request, connection, informationCallback, context);
            timeouts.answered();
            return response;
        }
    }
}
