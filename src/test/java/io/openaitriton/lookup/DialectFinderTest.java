package io.openaitriton.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.openaitriton.camel.ConfigPolls;
import io.openaitriton.generation.ApiException;
import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.TritonException.Kind;
import io.openaitriton.triton.dialect.Dialect;
import io.openaitriton.triton.dialect.DialectOptions;
import io.openaitriton.triton.dialect.Dialects;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.SimpleCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialectFinderTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String VLLM = "{\"input\":[{\"name\":\"text_input\"},{\"name\":\"sampling_parameters\"}]}";
    private static final String LLM_API = "{\"input\":[{\"name\":\"sampling_param_max_tokens\"}]}";

    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final CamelContext context = new DefaultCamelContext();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer triton;
    private DialectFinder<Dialect> finder;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile int status = 200;
    private volatile String body = VLLM;

    @BeforeEach
    void start() throws IOException {
        triton = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        triton.setExecutor(threads);
        triton.createContext("/v2/models/m/config", this::answer);
        triton.createContext("/other/v2/models/m/config", this::answer);
        triton.start();
        context.start();
        finder = finder(url(), 5000);
    }

    private String url() {
        return "http://127.0.0.1:" + triton.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        gate.countDown();
        context.stop();
        triton.stop(0);
        threads.shutdownNow();
    }

    @Test
    void theConfigurationIsReadOnce() {
        assertThat(finder.find().id()).isEqualTo("vllm");
        assertThat(finder.find()).isSameAs(finder.find());
        assertThat(reads).hasValue(1);
    }

    @Test
    void aReloadedModelIsNoticedInTheBackground() {
        finder = finder(url(), 5000, 20);
        finder.find();
        body = LLM_API;
        await().atMost(SOON).until(() -> finder.find().id().equals("tensorrt-llm-api"));
    }

    @Test
    void noRequestWaitsForAPoll() throws InterruptedException {
        finder = finder(url(), 5000, 20);
        Dialect known = finder.find();
        gate = new CountDownLatch(1);
        await().atMost(SOON).until(() -> waiting.get() > 0);
        assertThat(finder.find()).isSameAs(known);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"500 | {\"error\":\"boom\"}", "403 | no", "200 | <html>"})
    void whatCannotBeReadChangesNothing(int status, String body) {
        finder = finder(url(), 5000, 20);
        Dialect known = finder.find();
        this.status = status;
        this.body = body;
        int before = reads.get();
        await().atMost(SOON).until(() -> reads.get() > before + 2);
        assertThat(finder.find()).isSameAs(known);
    }

    @Test
    void aModelThatIsGoneIsForgotten() {
        finder = finder(url(), 5000, 20);
        finder.find();
        status = 404;
        body = "{\"error\":\"Request for unknown model: 'm' is not found\"}";
        await().atMost(SOON).untilAsserted(() -> assertFails(finder, Kind.UNKNOWN_MODEL));
        status = 200;
        body = LLM_API;
        assertThat(finder.find().id()).isEqualTo("tensorrt-llm-api");
    }

    @Test
    void newConnectionsCauseASingleExtraPoll() {
        finder.find();
        body = LLM_API;
        for (int i = 0; i < 1000; i++) {
            finder.connected();
        }
        await().atMost(SOON).until(() -> finder.find().id().equals("tensorrt-llm-api"));
        assertThat(reads.get()).isLessThanOrEqualTo(3);
    }

    @Test
    void pollsEndWithTheirContext() {
        // gateways that several tests share look on
        Set<Thread> others = lookers();
        finder = finder(url(), 5000, 10);
        finder.find();
        await().atMost(SOON).until(() -> reads.get() > 2);
        context.stop();
        await().atMost(SOON).until(() -> others.containsAll(lookers()));
    }

    private static Set<Thread> lookers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("triton-configurations"))
                .collect(Collectors.toSet());
    }

    @Test
    void eachReplicaHasItsOwnDialect() {
        DialectFinder<Dialect> two = finder(List.of(url(), url() + "/other"), 5000, 60_000);
        assertThat(two.at(url()).id()).isEqualTo("vllm");
        body = LLM_API;
        assertThat(two.at(url() + "/other").id()).isEqualTo("tensorrt-llm-api");
        two.failedAt(url(), new TritonException(Kind.UNREACHABLE, "no"));
        assertThat(two.find().id()).isEqualTo("tensorrt-llm-api");
        assertThat(two.at(url())).isSameAs(two.at(url() + "/other"));
    }

    @ParameterizedTest
    @CsvSource({"UNKNOWN_MODEL, 2", "NOT_READY, 2", "UNREACHABLE, 2", "OVERLOADED, 1", "TIMED_OUT, 1"})
    void theNextRequestReadsItAfterOneThatFoundTheModelAway(Kind kind, int times) {
        afterFailure(new TritonException(kind, "no"));
        finder.find();
        assertThat(reads).hasValue(times);
    }

    @ParameterizedTest
    @CsvSource({"FAILED", "BAD_ANSWER", "INVALID_FIELD", "NO_STREAM"})
    void aFailureThatAnotherDialectWouldExplainIsAReasonToLook(Kind kind) {
        afterFailure(new TritonException(kind, "no"));
        await().atMost(SOON).untilAsserted(() -> assertThat(reads).hasValue(2));
    }

    @Test
    void theGatewaysOwnRefusalIsNoReasonToPoll() {
        afterFailure(ApiException.server(503, "model_overloaded", "the queue is full", null));
        finder.find();
        assertThat(reads).hasValue(1);
    }

    private void afterFailure(Exception failure) {
        Exchange exchange = new DefaultExchange(new SimpleCamelContext());
        finder.find(exchange);
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failure);
        exchange.getExchangeExtension().handoverCompletions().forEach(done -> done.onFailure(exchange));
    }

    @Test
    void concurrentRequestsWaitForTheSameRead() throws Exception {
        gate = new CountDownLatch(1);
        List<CompletableFuture<Dialect>> found = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            found.add(CompletableFuture.supplyAsync(finder::find, threads));
        }
        gate.countDown();
        for (CompletableFuture<Dialect> one : found) {
            assertThat(one.get(10, TimeUnit.SECONDS).id()).isEqualTo("vllm");
        }
        assertThat(reads).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | {\"error\":\"Request for unknown model: 'm' is not found\"} | UNKNOWN_MODEL",
                "404 | {\"error\":\"Request for unknown model: 'm' has no available versions\"} | NOT_READY",
                "403 | This API is restricted | NOT_READY",
                "500 | {\"error\":\"boom\"} | NOT_READY",
                "302 | moved | NOT_READY",
                "200 | <html> | NOT_READY"
            })
    void aFailedReadIsTriedAgainWithTheNextRequest(int status, String body, Kind kind) {
        this.status = status;
        this.body = body;
        assertFails(finder, kind);
        this.status = 200;
        this.body = VLLM;
        assertThat(finder.find().id()).isEqualTo("vllm");
    }

    @Test
    void aSilentOrMissingServerIsUnreachable() {
        gate = new CountDownLatch(1);
        assertFails(finder(url(), 100), Kind.UNREACHABLE);
        triton.stop(0);
        assertFails(finder, Kind.UNREACHABLE);
    }

    private DialectFinder<Dialect> finder(String url, int timeout) {
        return finder(url, timeout, 3_600_000);
    }

    private DialectFinder<Dialect> finder(String url, int timeout, long interval) {
        return finder(List.of(url), timeout, interval);
    }

    private DialectFinder<Dialect> finder(List<String> urls, int timeout, long interval) {
        ConfigPolls polls = new ConfigPolls();
        polls.setReadyInterval(interval);
        try {
            context.addService(polls);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return new DialectFinder<>(
                urls,
                "m",
                new ModelConfiguration(() -> TritonLookup.of(context), "m", timeout)::read,
                config -> Dialects.of(config, DialectOptions.DEFAULT),
                found -> " is called with the dialect " + found.id(),
                () -> polls,
                () -> true);
    }

    private static void assertFails(DialectFinder<Dialect> finder, Kind kind) {
        assertThatThrownBy(finder::find)
                .isInstanceOfSatisfying(
                        TritonException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private void answer(HttpExchange exchange) throws IOException {
        reads.incrementAndGet();
        try (exchange) {
            waiting.incrementAndGet();
            boolean open = gate.await(10, TimeUnit.SECONDS);
            waiting.decrementAndGet();
            if (!open) {
                return;
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
