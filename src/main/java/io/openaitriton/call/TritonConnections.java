package io.openaitriton.call;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The kept connections to Triton of one camel-http endpoint: how long they are kept, and which of them Triton has closed.
 *
 * <p>HttpClient checks a connection with a read that waits 1 ms if nothing is wrong, so by default it checks only connections
 * that were idle for 2 s. Checking the socket of a channel takes 2 us, so it is done before each use. camel-http, which knows the
 * certificates, makes the TLS connections; those are checked in HttpClient's way after {@value #TLS_UNCHECKED} ms without use.
 *
 * @param idleMillis longest time without a call
 * @param ageMillis longest total time; 0 is no limit
 */
public record TritonConnections(long idleMillis, long ageMillis) {
    private static final int TLS_UNCHECKED = 100;

    /** Bytes of each of a connection's two buffers, which every open stream holds. A body that does not fit is written past them. */
    private static final int BUFFER = 1024;

    public void configure(HttpClientBuilder client, CamelContext context) {
        client.setKeepAliveStrategy((response, http) -> {
                    TimeValue asked = DefaultConnectionKeepAliveStrategy.INSTANCE.getKeepAliveDuration(response, http);
                    return TimeValue.isPositive(asked) && asked.toMilliseconds() < idleMillis
                            ? asked
                            : TimeValue.ofMilliseconds(idleMillis);
                })
                // else a connection with a client certificate belongs to its name, and no request asks for that one
                .disableConnectionState();
        HttpEndpoint endpoint = context == null ? null : endpointOf(client, context);
        if (endpoint != null
                && endpoint.getClientConnectionManager() instanceof PoolingHttpClientConnectionManager pool
                && endpoint.getComponent().getClientConnectionManager() != pool) {
            keep(client, endpoint, pool);
        }
    }

    private void keep(HttpClientBuilder client, HttpEndpoint endpoint, PoolingHttpClientConnectionManager given) {
        boolean plain = URIScheme.HTTP.same(endpoint.getHttpUri().getScheme())
                // options of sockets that only camel-http's pool knows
                && !endpoint.getEndpointUri().contains("httpConnection.");
        PoolingHttpClientConnectionManager pool = plain ? ofChannels(endpoint, given) : given;
        pool.setDefaultConnectionConfig(ConnectionConfig.custom()
                .setTimeToLive(ageMillis == 0 ? null : TimeValue.ofMilliseconds(ageMillis))
                .setValidateAfterInactivity(
                        plain ? TimeValue.NEG_ONE_MILLISECOND : TimeValue.ofMilliseconds(TLS_UNCHECKED))
                .build());
        client.setConnectionManager(pool);
        IdleConnections.watch(pool, idleMillis);
    }

    /** A pool of the same size as camel-http's, over sockets that belong to channels. */
    private static PoolingHttpClientConnectionManager ofChannels(
            HttpEndpoint endpoint, PoolingHttpClientConnectionManager given) {
        PoolingHttpClientConnectionManager pool = new PoolingHttpClientConnectionManager(
                new DefaultHttpClientConnectionOperator(
                        socks -> socks == null ? SocketChannel.open().socket() : new Socket(socks),
                        null,
                        null,
                        // to a TLS proxy
                        scheme -> URIScheme.HTTPS.same(scheme) ? DefaultClientTlsStrategy.createDefault() : null),
                PoolConcurrencyPolicy.STRICT,
                PoolReusePolicy.LIFO,
                TimeValue.ofMilliseconds(endpoint.getComponent().getConnectionTimeToLive()),
                ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom().setBufferSize(BUFFER).build())
                        .build());
        pool.setMaxTotal(given.getMaxTotal());
        pool.setDefaultMaxPerRoute(given.getDefaultMaxPerRoute());
        pool.setDefaultSocketConfig(SocketConfig.custom()
                .setSoTimeout(Timeout.ofMilliseconds(endpoint.getSoTimeout()))
                .build());
        return pool;
    }

    private static HttpEndpoint endpointOf(HttpClientBuilder client, CamelContext context) {
        return context.getEndpoints().stream()
                .filter(HttpEndpoint.class::isInstance)
                .map(HttpEndpoint.class::cast)
                .filter(endpoint -> endpoint.getClientBuilder() == client)
                .findFirst()
                .orElse(null);
    }

    /** Whether Triton has closed an idle connection, or has sent unexpected data; false if only a read would show it. */
    static boolean isClosed(HttpClientConnection connection) {
        Socket socket = connection instanceof ManagedHttpClientConnection managed ? managed.getSocket() : null;
        SocketChannel channel = socket == null ? null : socket.getChannel();
        if (channel == null) {
            return false;
        }
        try {
            channel.configureBlocking(false);
            int count = channel.read(ByteBuffer.allocate(1));
            channel.configureBlocking(true);
            return count != 0;
        } catch (IOException e) {
            return true;
        }
    }
}
