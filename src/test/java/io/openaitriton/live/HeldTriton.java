package io.openaitriton.live;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that answers with its own name, and can hold its answers back: a stream after its first event. */
final class HeldTriton implements AutoCloseable {
    private final String name;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile CountDownLatch held = new CountDownLatch(0);
    private volatile int status = 200;

    private HeldTriton(String name) throws IOException {
        this.name = name;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    static HeldTriton start(String name) {
        try {
            return new HeldTriton(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    int calls() {
        return calls.get();
    }

    /** From now on answers wait for {@link #release}. */
    void hold() {
        held = new CountDownLatch(1);
    }

    void release() {
        held.countDown();
    }

    /** Answers immediately again, except for held answers. */
    void letNewOnesPass() {
        held = new CountDownLatch(0);
    }

    /** Releases the held answers with this status. */
    void release(int status) {
        this.status = status;
        held.countDown();
    }

    /** Requests that a gateway makes once, and that are not calls. */
    private static void answerConfig(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = "{\"input\":[{\"name\":\"text_input\"}]}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        if (exchange.getRequestURI().getPath().endsWith("/config")) {
            answerConfig(exchange);
            return;
        }
        CountDownLatch latch = held;
        exchange.getRequestBody().readAllBytes();
        calls.incrementAndGet();
        try (exchange) {
            if (exchange.getRequestURI().getPath().endsWith("generate_stream")) {
                exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                exchange.sendResponseHeaders(200, 0);
                OutputStream out = exchange.getResponseBody();
                out.write(event(name));
                out.flush();
                await(latch);
                out.write(event(" to the end"));
                out.flush();
            } else {
                await(latch);
                byte[] body = (status == 200 ? "{\"text_output\":\"" + name + "\"}" : "{\"error\":\"held and failed\"}")
                        .getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    private static byte[] event(String text) {
        return ("data: {\"text_output\":\"" + text + "\"}\n\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IOException("held for too long");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        release();
        server.stop(0);
        threads.shutdownNow();
    }
}
