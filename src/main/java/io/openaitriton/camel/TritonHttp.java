package io.openaitriton.camel;

import io.openaitriton.call.CallInterceptor;
import io.openaitriton.call.CallLimits;
import io.openaitriton.call.Sending;
import io.openaitriton.call.TritonCall;
import io.openaitriton.call.TritonConnections;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpActivityListener;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;

/**
 * Adapts camel-http's client to Triton: set it on an endpoint as both {@code httpClientConfigurer} and
 * {@code httpActivityListener}.
 *
 * <ul>
 *   <li>a call can be ended from outside, see {@link TritonCall};
 *   <li>the timeout between two reads of an answer differs from the one before its first byte (the endpoint's
 *       {@code responseTimeout});
 *   <li>a call has a timeout in total as well;
 *   <li>connections are kept for a bounded time, and none is used that Triton has closed, see {@link TritonConnections};
 *   <li>nothing is sent twice, except where a kept connection broke before the answer began, see {@link Sending}: the client's own retries,
 *       redirects, cookies and compression are off.
 * </ul>
 */
public final class TritonHttp implements HttpClientConfigurer, HttpActivityListener, CamelContextAware {
    private CamelContext context;
    private long idleTimeout = 60_000;
    private long totalTimeout;
    private long idleConnection = 60_000;
    private long connectionAge = 600_000;

    /** Longest time without a byte during an answer, in milliseconds, 1 or more. */
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

    /** Longest time that an idle connection is kept, in milliseconds, 1 or more. Default 60000. */
    public void setIdleConnection(long millis) {
        if (millis < 1) {
            throw new IllegalArgumentException("'idleConnection' must be 1 ms or more, but is " + millis);
        }
        this.idleConnection = millis;
    }

    /** Longest age of a connection, in milliseconds. Default 600000; 0 is no limit. */
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
                .disableAuthCaching();
        new CallInterceptor(new CallLimits(idleTimeout, totalTimeout)).configure(client);
        new TritonConnections(idleConnection, connectionAge).configure(client, context);
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
}
