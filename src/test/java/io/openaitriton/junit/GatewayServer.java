package io.openaitriton.junit;

import io.openaitriton.Gateway;
import io.openaitriton.standalone.Standalone;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListener;

/** The real gateway with its real routes, on a free port. */
public final class GatewayServer implements AutoCloseable {
    private final Main main;
    private final HttpClient client;
    private final int port;

    private GatewayServer(Main main) {
        this.main = main;
        this.port = main.getMainListeners().stream()
                .filter(Standalone.class::isInstance)
                .map((MainListener listener) -> ((Standalone) listener).port())
                .findFirst()
                .orElseThrow();
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    /** Starts a gateway whose two models are on these servers; {@code settings} are pairs of key and value. Tests use {@link Gateways}. */
    static GatewayServer start(Consumer<Main> change, String url8b, String url70b, String... settings) {
        Main main = Gateway.create();
        change.accept(main);
        main.addOverrideProperty("camel.server.port", "0");
        main.addOverrideProperty("simulator.enabled", "false");
        main.addOverrideProperty("triton.llama-8b.url", url8b);
        main.addOverrideProperty("triton.llama-70b.url", url70b);
        for (int i = 0; i < settings.length; i += 2) {
            main.addOverrideProperty(settings[i], settings[i + 1]);
        }
        main.start();
        return new GatewayServer(main);
    }

    public CamelContext context() {
        return main.getCamelContext();
    }

    public int port() {
        return port;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public URI uri(String path) {
        return URI.create(url() + path);
    }

    /** Posts a chat request and returns the whole answer. */
    public HttpResponse<String> chat(String json) {
        return send(post(json), BodyHandlers.ofString());
    }

    public HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    public HttpRequest post(String json) {
        return HttpRequest.newBuilder(uri("/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
    }

    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        return client.sendAsync(request, handler);
    }

    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A request with one user message; {@code fields} are more fields, {@code "stream":true}. */
    public static String request(String content, String fields) {
        String quoted = content.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        return "{\"messages\":[{\"role\":\"user\",\"content\":\"" + quoted + "\"}]"
                + (fields.isEmpty() ? "" : "," + fields) + "}";
    }

    /** The same on the wire: a whole POST of this chat request. */
    public static String onTheWire(String json) {
        return "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                + json.length() + "\r\n\r\n" + json;
    }

    @Override
    public void close() {
        main.stop();
    }
}
