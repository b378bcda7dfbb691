package io.openaitriton.simulator;

import io.openaitriton.simulator.engine.Engine;
import io.openaitriton.simulator.engine.EngineLimits;
import io.openaitriton.simulator.http.Endpoints;
import io.openaitriton.simulator.http.GenerateHandler;
import io.openaitriton.simulator.http.InferHandler;
import io.openaitriton.simulator.http.ModelRepository;
import io.openaitriton.simulator.http.Reply;
import io.openaitriton.simulator.http.TokenSchedule;
import io.openaitriton.simulator.tools.ToolPlayer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An HTTP server that simulates Triton, for tests and for trying the gateway without a GPU: start it, script its answers
 * with {@link #enqueue}, and verify its requests with {@link #takeRequest}.
 *
 * <p>Statuses, headers, framing and error texts are those recorded from Triton 26.01. Without a script, the text of an answer
 * names the model, the question and the sampling settings. A marker in the prompt triggers a fault, such as
 * {@code @@fail=midstream}, or for a long or slow answer ({@code @@tokens=200}, {@code @@delay=500}); {@code
 * docs/simulator.md} lists them. The server runs on one daemon thread. All methods may be called from any thread.
 */
public final class TritonSimulator implements AutoCloseable {
    private static final int START_SECONDS = 10;

    /** Of all headers of a request together, in bytes: Triton takes thousands of them. */
    private static final int MAX_HEADERS = 1 << 20;

    /** Triton closes the connection at longer ones. */
    private static final int MAX_REQUEST_LINE = 8192;

    private final SimulatorSettings settings;
    private final Vertx vertx;
    private final RequestJournal journal = new RequestJournal();
    private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
    private final Engine engine;
    private final HttpServer server;

    private TritonSimulator(SimulatorSettings settings, Vertx vertx) {
        this.settings = settings;
        this.vertx = vertx;
        ToolPlayer.prepare();
        ModelRepository repository = Backend.models(settings.models());
        TokenSchedule schedule = TokenSchedule.of(settings.timeToFirstToken(), settings.tokensPerSecond());
        this.engine = engine(settings);
        GenerateHandler generate = new GenerateHandler(vertx, schedule, engine, repository, replies::poll, journal);
        InferHandler infer = new InferHandler(vertx, schedule, repository, replies::poll, journal);
        // http:// only, so that no upgrade is answered; Triton speaks HTTP/1 alone
        this.server = vertx.createHttpServer(new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(true)
                .setMaxHeaderSize(MAX_HEADERS)
                .setMaxInitialLineLength(MAX_REQUEST_LINE)
                .setAcceptBacklog(4096));
        server.requestHandler(new Endpoints(repository, generate, infer)::handle);
        server.invalidRequestHandler(request -> request.connection().close());
    }

    /** Null when no engine is simulated. */
    private static Engine engine(SimulatorSettings settings) {
        KvCacheSettings cache = settings.kvCache();
        double rate = settings.tokensPerSecond();
        return cache == null
                ? null
                : new Engine(new EngineLimits(
                        cache.tokens(), cache.prefillTokensPerSecond(), rate == 0 ? 0 : 1 / rate, cache.slots()));
    }

    /**
     * Starts a simulator on a free port of 127.0.0.1 that answers as fast as it can, and returns when it listens.
     *
     * @param models as in {@link SimulatorSettings#withModels}; none for those of {@link SimulatorSettings#defaults}
     * @throws IllegalArgumentException naming the invalid entry, and the backends
     */
    public static TritonSimulator start(String... models) {
        SimulatorSettings settings = SimulatorSettings.defaults();
        return start(models.length == 0 ? settings : settings.withModels(models));
    }

    /**
     * Starts a simulator and returns when it listens.
     *
     * @throws IllegalArgumentException if the host is unknown, or reachable from other machines without being allowed
     * @throws UncheckedIOException if the port cannot be listened on, for instance because it is taken
     */
    public static TritonSimulator start(SimulatorSettings settings) {
        requireLoopback(settings);
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setUseDaemonThread(true)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        TritonSimulator simulator = new TritonSimulator(settings, vertx);
        try {
            simulator.listen();
            return simulator;
        } catch (RuntimeException e) {
            simulator.close();
            throw e;
        }
    }

    private void listen() {
        String address = settings.host() + ":" + settings.port();
        try {
            await(server.listen(settings.port(), settings.host()));
        } catch (ExecutionException | CompletionException e) {
            IOException cause = e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
            throw new UncheckedIOException(
                    "The simulator cannot listen on " + address + ": " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "The simulator did not listen on " + address + " within " + START_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while starting the simulator on " + address, e);
        }
    }

    /** The TCP port listened on. */
    public int port() {
        return server.actualPort();
    }

    /** Base URL without a slash at the end, for instance {@code http://127.0.0.1:5001}. */
    public String url() {
        String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        return "http://" + host + ":" + port();
    }

    /**
     * Answers the next request of generate, generate_stream or infer, to any model, with this reply. Replies are used in order,
     * one for each request; without one, the model answers itself.
     */
    public void enqueue(ScriptedReply reply) {
        replies.add(reply.reply);
    }

    /**
     * The oldest request of generate, generate_stream or infer that was not yet taken, of the latest 10,000 and 64 Mi characters.
     *
     * @return the request, or null if none came before the timeout
     */
    public RecordedRequest takeRequest(Duration timeout) throws InterruptedException {
        return journal.take(timeout);
    }

    /** Number of POST requests to generate, generate_stream and infer so far. */
    public int requestCount() {
        return journal.requests.get();
    }

    /** Number of streams that ended because their client disconnected. On generate, as on Triton, nothing is ever cancelled. */
    public int cancelledCount() {
        return journal.cancelled.get();
    }

    /** Number of generate and generate_stream requests in progress. */
    public int inFlight() {
        return journal.inFlight.get();
    }

    /** The share of all tokens of prompts so far that was in the KV cache; 0 without one. */
    public double cacheHitRate() {
        return engine == null ? 0 : engine.hitRate();
    }

    /** Closes all connections and the port; returns when that is done, or after some seconds. */
    @Override
    public void close() {
        if (journal.close()) {
            return;
        }
        try {
            // the port first: a connection that arrives while Vert.x closes would be logged with a stack trace
            await(server.close());
            await(vertx.close());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The simulator on " + settings.host() + " did not close", e);
        }
    }

    private static void await(Future<?> done) throws InterruptedException, ExecutionException, TimeoutException {
        done.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
    }

    private static void requireLoopback(SimulatorSettings settings) {
        try {
            if (!settings.allowRemote()
                    && !InetAddress.getByName(settings.host()).isLoopbackAddress()) {
                throw new IllegalArgumentException("The simulator has no authentication and listens on loopback"
                        + " addresses only, not on " + settings.host() + ", unless allowRemote is set");
            }
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("Unknown host " + settings.host(), e);
        }
    }
}
