package io.openaitriton.bench.load;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Triton server with a vLLM model that computes nothing: {@code generate} answers immediately, {@code generate_stream} sends
 * tokens at a fixed pace. The text of each event is the time of its writing, by {@link System#nanoTime()}: {@code "<nanos> "}. It
 * answers OpenAI's
 * {@code chat/completions} in the same way, for gateways that do not speak to Triton.
 */
final class FastTriton {
    private static final Buffer MODELS = Buffer.buffer(
            "{\"object\":\"list\",\"data\":[{\"id\":\"llama\",\"object\":\"model\",\"created\":1767225600,\"owned_by\":\"bench\"}]}");
    private static final Pattern ID = Pattern.compile("id=(\\d+);");
    private static final Pattern STREAM = Pattern.compile("\"stream\" *: *true");

    /** How streams are answered: tokens, and milliseconds from one to the next. */
    record Pace(int tokens, int millis) {}

    private final Map<Integer, Long> closed = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private volatile Pace pace = new Pace(50, 20);
    private volatile List<String> call;
    private volatile int delay;
    private volatile boolean begun;
    private volatile int port;

    static FastTriton start(Vertx vertx) throws Exception {
        FastTriton triton = new FastTriton();
        vertx.deployVerticle(
                        () -> new AbstractVerticle() {
                            @Override
                            public void start(io.vertx.core.Promise<Void> started) {
                                HttpServerOptions options = new HttpServerOptions()
                                        .setHost("127.0.0.1")
                                        .setPort(triton.port)
                                        .setReusePort(true)
                                        .setAcceptBacklog(10_000);
                                vertx.createHttpServer(options)
                                        .requestHandler(request -> triton.handle(vertx, request))
                                        .listen()
                                        .onSuccess(server -> triton.port = server.actualPort())
                                        .<Void>mapEmpty()
                                        .onComplete(started);
                            }
                        },
                        new DeploymentOptions())
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        return triton;
    }

    int port() {
        return port;
    }

    void pace(Pace pace) {
        this.pace = pace;
    }

    /**
     * From now on every stream is this answer, which calls a tool, in one piece.
     *
     * @param texts a token each; null for answers at a pace again
     */
    void call(List<String> texts) {
        call(texts, 0, false);
    }

    /**
     * The same, with a pause.
     *
     * @param delay milliseconds, at least
     * @param begun whether the pause is after the first token, not before it
     */
    void call(List<String> texts, int delay, boolean begun) {
        this.delay = delay;
        this.begun = begun;
        this.call = texts;
    }

    /** Streams that have begun and not ended. */
    int open() {
        return open.get();
    }

    /** When the connections of streams that did not end were closed, by the id in their prompt. */
    Map<Integer, Long> closed() {
        return closed;
    }

    private void handle(Vertx vertx, HttpServerRequest request) {
        String path = request.path();
        if (path.endsWith("/chat/completions")) {
            request.bodyHandler(body -> {
                if (STREAM.matcher(body.toString()).find()) {
                    stream(vertx, request.response(), id(body), Wire.OPENAI);
                } else {
                    json(request.response(), Wire.OPENAI.whole());
                }
            });
        } else if (path.endsWith("/generate_stream")) {
            request.bodyHandler(body -> stream(vertx, request.response(), id(body), Wire.TRITON));
        } else if (path.endsWith("/generate")) {
            request.endHandler(end -> json(request.response(), Wire.TRITON.whole()));
        } else {
            // requests of routers before they send anything: for its health and its models
            request.endHandler(end -> json(request.response(), MODELS));
        }
    }

    private static void json(HttpServerResponse response, Buffer body) {
        response.putHeader("Content-Type", "application/json").end(body);
    }

    private static Integer id(Buffer body) {
        // what agents send is large, and nobody looks for their connections
        Matcher id = ID.matcher(body.getString(0, Math.min(body.length(), 4096)));
        return id.find() ? Integer.valueOf(id.group(1)) : null;
    }

    private void call(Vertx vertx, HttpServerResponse response, Wire wire, List<String> texts) {
        open.incrementAndGet();
        response.putHeader("Content-Type", "text/event-stream").setChunked(true);
        String events = wire.call(texts);
        int written = begun ? events.indexOf("\n\n") + 2 : 0;
        if (begun) {
            response.write(events.substring(0, written));
        }
        Runnable end = () -> {
            open.decrementAndGet();
            if (!response.closed()) {
                response.write(events.substring(written));
                response.end();
            }
        };
        if (delay > 0) {
            vertx.setTimer(delay, due -> end.run());
        } else {
            end.run();
        }
    }

    private void stream(Vertx vertx, HttpServerResponse response, Integer id, Wire wire) {
        List<String> texts = call;
        if (texts != null) {
            call(vertx, response, wire, texts);
            return;
        }
        Pace now = pace;
        open.incrementAndGet();
        response.setChunked(true).putHeader("Content-Type", "text/event-stream");
        int[] written = {0};
        long timer = vertx.setPeriodic(1, now.millis, tick -> {
            if (response.closed()) {
                return;
            }
            written[0]++;
            boolean last = written[0] == now.tokens;
            response.write(wire.event(System.nanoTime() + " ", written[0] == 1, last));
            if (last) {
                vertx.cancelTimer(tick);
                open.decrementAndGet();
                response.end();
            }
        });
        response.closeHandler(gone -> {
            if (written[0] < now.tokens) {
                vertx.cancelTimer(timer);
                open.decrementAndGet();
                if (id != null) {
                    closed.put(id, System.nanoTime());
                }
            }
        });
    }
}
