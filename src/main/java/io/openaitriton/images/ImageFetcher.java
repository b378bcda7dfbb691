package io.openaitriton.images;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.Timeout;

/**
 * Fetches images from hosts that a model's definition names. It calls exactly the checked addresses, follows no redirect, and
 * respects limits of bytes and time; see {@code docs/decisions/0010-images.md}.
 */
public final class ImageFetcher {
    /** The answer of a URL. */
    record Fetched(String mediaType, byte[] bytes) {}

    private static final int MAX_CALLS = 200;

    /** Limits of an answer's headers and trailers: HttpClient has none by default. */
    private static final int MAX_LINE = 8192;

    private static final int MAX_HEADERS = 100;

    private final AllowedHosts hosts;
    private final Resolver resolver;
    private final CloseableHttpClient client;

    /**
     * @param hosts names such as {@code example.org}, {@code *.example.org} or {@code example.org:8080}
     * @param privateHosts whether these may have addresses of private networks and of this machine
     * @param connectTimeout longest wait for a connection
     * @throws IllegalArgumentException naming an invalid host
     */
    public ImageFetcher(String hosts, boolean privateHosts, Duration connectTimeout) {
        this(hosts, privateHosts, connectTimeout, InetAddress::getAllByName);
    }

    ImageFetcher(String hosts, boolean privateHosts, Duration connectTimeout, Resolver.Names names) {
        this.client = client(connectTimeout);
        this.hosts = new AllowedHosts(hosts);
        this.resolver = new Resolver(names, privateHosts);
    }

    Fetched fetch(String url, int maxBytes, Deadline deadline, Consumer<Runnable> onCall) {
        URI uri = hosts.require(url);
        IOException failure = null;
        for (InetAddress address : resolver.resolve(uri.getHost(), deadline)) {
            HttpGet get = new HttpGet(uri);
            try (Watch watch = new Watch(get, deadline.millis())) {
                onCall.accept(get::cancel);
                HttpHost target = new HttpHost(uri.getScheme(), address, uri.getHost(), AllowedHosts.port(uri));
                return get(get, target, maxBytes, deadline);
            } catch (HttpHostConnectException e) {
                failure = e;
            } catch (IOException e) {
                failure = e;
                break;
            } catch (IllegalStateException e) {
                // HttpClient's exception if a call is cancelled while it waits for its connection
                if (!get.isCancelled()) {
                    throw e;
                }
                failure = new IOException(e);
                break;
            }
        }
        throw deadline.isPassed()
                ? Deadline.passed(failure)
                : new ImageException("the gateway cannot connect to the host of its URL", failure);
    }

    private Fetched get(HttpGet get, HttpHost target, int maxBytes, Deadline deadline) throws IOException {
        Timeout left = Timeout.ofMilliseconds(deadline.millis());
        get.setConfig(RequestConfig.custom()
                .setConnectionRequestTimeout(left)
                .setResponseTimeout(left)
                .build());
        get.setHeader("Accept", "image/*");
        boolean read = false;
        try (ClassicHttpResponse response = client.executeOpen(target, get, null)) {
            try {
                Fetched fetched = read(response, maxBytes);
                read = true;
                return fetched;
            } finally {
                if (!read) {
                    // closing alone would read the rest
                    get.cancel();
                }
            }
        }
    }

    private static Fetched read(ClassicHttpResponse response, int maxBytes) throws IOException {
        if (response.getCode() != 200) {
            throw new ImageException("its URL answered with status " + response.getCode());
        }
        Header type = response.getFirstHeader("Content-Type");
        String mediaType = MediaType.image(type == null ? null : type.getValue());
        Header encoding = response.getFirstHeader("Content-Encoding");
        if (mediaType == null || encoding != null && !encoding.getValue().equalsIgnoreCase("identity")) {
            throw new ImageException("its URL does not lead to an image");
        }
        if (response.getEntity() == null || response.getEntity().getContentLength() == 0) {
            throw new ImageException("the image is empty");
        }
        if (response.getEntity().getContentLength() > maxBytes) {
            throw ImageReader.tooLarge();
        }
        byte[] bytes = bytes(response.getEntity().getContent(), maxBytes);
        if (bytes.length == 0) {
            throw new ImageException("the image is empty");
        }
        return new Fetched(mediaType, bytes);
    }

    private static byte[] bytes(InputStream body, int maxBytes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(8192);
        byte[] buffer = new byte[8192];
        for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
            if (bytes.size() + count > maxBytes) {
                throw ImageReader.tooLarge();
            }
            bytes.write(buffer, 0, count);
        }
        return bytes.toByteArray();
    }

    private static CloseableHttpClient client(Duration connectTimeout) {
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(new NoNames())
                        .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                                .http1Config(Http1Config.custom()
                                        .setMaxLineLength(MAX_LINE)
                                        .setMaxHeaderCount(MAX_HEADERS)
                                        .build())
                                .build())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(connectTimeout))
                                .build())
                        .setMaxConnTotal(MAX_CALLS)
                        .setMaxConnPerRoute(MAX_CALLS)
                        .build())
                // no proxy, because it would look the host up again
                .setRoutePlanner(new DefaultRoutePlanner(null))
                // no connection outlives its call, so a removed model definition leaves nothing to close
                .setConnectionReuseStrategy((request, response, context) -> false)
                .setUserAgent("openai-triton-gateway")
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableContentCompression()
                .disableAuthCaching()
                .build();
    }

    /** The client gets addresses, and must not look up names. */
    private static final class NoNames implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            throw new UnknownHostException(host);
        }

        @Override
        public String resolveCanonicalHostname(String host) throws UnknownHostException {
            throw new UnknownHostException(host);
        }
    }

    /** Ends a call that takes too long: HttpClient's timeouts restart with every byte. */
    private static final class Watch implements AutoCloseable {
        private final CompletableFuture<Void> end = new CompletableFuture<>();

        Watch(HttpGet get, long millis) {
            end.orTimeout(millis, TimeUnit.MILLISECONDS).whenComplete((none, timeout) -> {
                if (timeout != null) {
                    get.cancel();
                }
            });
        }

        @Override
        public void close() {
            end.complete(null);
        }
    }
}
