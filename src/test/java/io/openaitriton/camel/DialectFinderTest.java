package io.openaitriton.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.openaitriton.translate.ApiException;
import io.openaitriton.translate.Dialect;
import io.openaitriton.translate.DialectOptions;
import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.TritonException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.impl.engine.SimpleCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialectFinderTest {
    private static final String VLLM = "{\"input\":[{\"name\":\"text_input\"},{\"name\":\"sampling_parameters\"}]}";
    private static final String LLM_API = "{\"input\":[{\"name\":\"sampling_param_max_tokens\"}]}";

    private final AtomicInteger reads = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer triton;
    private DialectFinder finder;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile int status = 200;
    private volatile String body = VLLM;

    @BeforeEach
    void start() throws IOException {
        triton = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        triton.setExecutor(threads);
        triton.createContext("/v2/models/m/config", this::answer);
        triton.start();
        finder = finder("http://127.0.0.1:" + triton.getAddress().getPort(), 5000);
    }

    @AfterEach
    void stop() {
        gate.countDown();
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
    void itIsReadAgainWhenTheModelWasAway() {
        finder.find();
        body = LLM_API;
        finder.forget();
        assertThat(finder.find().id()).isEqualTo("tensorrt-llm-api");
    }

    @ParameterizedTest
    @CsvSource({"UNKNOWN_MODEL, 2", "NOT_READY, 2", "UNREACHABLE, 2", "OVERLOADED, 1", "TIMED_OUT, 1", "FAILED, 1"})
    void itIsReadAgainAfterARequestThatFoundTheModelAway(Kind kind, int times) {
        afterFailure(new TritonException(kind, "no"));
        finder.find();
        assertThat(reads).hasValue(times);
    }

    @Test
    void theGatewaysOwnRefusalTellsNothingOfTheModel() {
        afterFailure(ApiException.server(503, "model_overloaded", "as many requests as it may", null));
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
    void requestsThatComeMeanwhileWaitForTheSameAnswer() throws Exception {
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
    void aTritonThatIsSilentOrNotThereIsUnreachable() {
        gate = new CountDownLatch(1);
        assertFails(finder("http://127.0.0.1:" + triton.getAddress().getPort(), 100), Kind.UNREACHABLE);
        triton.stop(0);
        assertFails(finder, Kind.UNREACHABLE);
    }

    private static DialectFinder finder(String url, int timeout) {
        return new DialectFinder(List.of(url), "m", DialectOptions.DEFAULT, timeout);
    }

    private static void assertFails(DialectFinder finder, Kind kind) {
        assertThatThrownBy(finder::find)
                .isInstanceOfSatisfying(
                        TritonException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private void answer(HttpExchange exchange) throws IOException {
        reads.incrementAndGet();
        try (exchange) {
            if (!gate.await(10, TimeUnit.SECONDS)) {
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
