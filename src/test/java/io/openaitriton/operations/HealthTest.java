package io.openaitriton.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.openaitriton.health.ReadinessCheck;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.ManagementPort;
import io.openaitriton.live.CapturedLog;
import io.openaitriton.server.Shutdown;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.health.HealthCheckRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The management port for orchestrators. */
@ExtendWith(GatewayExtension.class)
class HealthTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String NOWHERE = "http://127.0.0.1:1";

    private final ManagementPort management = ManagementPort.free();

    @Test
    void theGatewayIsReadyWhenOneModelIs(Gateways gateways) {
        TritonSimulator triton = gateways.simulator();
        GatewayServer gateway = gateways.startOnTwo(triton.url(), NOWHERE, management.settings());
        awaitReady(200);
        assertThat(management.get("/health/ready").headers().firstValue("Content-Type"))
                .contains("application/json");
        assertThat(management.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(management.sum("openai_model_ready", "70B")).isZero();
        await().atMost(SOON).until(() -> management.sum("openai_model_ready", "8B") == 1);
        // clients do not see it
        assertThat(gateway.get("/health/live").statusCode()).isEqualTo(404);
        assertThat(gateway.get("/metrics").statusCode()).isEqualTo(404);
    }

    @Test
    void repeatedReadinessChecksLogNothing(Gateways gateways) {
        try (CapturedLog log = CapturedLog.open()) {
            TritonSimulator triton = gateways.simulator();
            GatewayServer gateway = gateways.start(triton, management.settings());
            awaitReady(200);
            assertThat(gateway.chat(GatewayServer.request("hi", "")).statusCode())
                    .isEqualTo(200);
            // the meters of both models' queues are there, and have been renewed since
            await().atMost(SOON).until(() -> management.get("/metrics").body().contains("openai_model_queue_duration"));
            AtomicInteger seen = new AtomicInteger();
            await().atMost(SOON).until(() -> {
                management.get("/metrics");
                return seen.incrementAndGet() > 5;
            });
            assertThat(log.messages()).isEmpty();
        }
    }

    @Test
    void orWhenAllAreIfConfigured(Gateways gateways) {
        TritonSimulator triton = gateways.simulator();
        GatewayServer gateway =
                gateways.startOnTwo(triton.url(), NOWHERE, management.settings("gateway.ready-when", "all"));
        // the first model is known to be ready, and that is not enough
        await().atMost(SOON).until(() -> management.sum("openai_model_ready", "8B") == 1);
        HttpResponse<String> ready = management.get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("Not every model is ready");
        assertThat(management.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(gateway.port()).isPositive();
    }

    @Test
    void readinessGoesDownBeforeTheGatewayEnds(Gateways gateways) {
        CountDownLatch release = new CountDownLatch(1);
        TritonSimulator triton = gateways.simulator();
        GatewayServer gateway = gateways.startOnTwo(triton.url(), NOWHERE, management.settings());
        awaitReady(200);
        gateway.context()
                .getRegistry()
                .lookupByNameAndType(Shutdown.NAME, Shutdown.class)
                .onBegin(() -> assertThat(isReleased(release)).isTrue());
        CompletableFuture<Void> ended = CompletableFuture.runAsync(gateway::close);
        awaitReady(503);
        assertThat(management.get("/health/ready").body()).contains("shutting down");
        assertThat(gateway.get("/v1/models").statusCode()).isEqualTo(200);
        release.countDown();
        assertThat(ended).succeedsWithin(SOON);
    }

    private static boolean isReleased(CountDownLatch latch) {
        try {
            return latch.await(SOON.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void readinessFollowsTriton(Gateways gateways) throws IOException {
        AtomicInteger status = new AtomicInteger(200);
        HttpServer triton = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        triton.createContext("/v2/models/", exchange -> {
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        triton.start();
        String url = "http://127.0.0.1:" + triton.getAddress().getPort();
        try {
            GatewayServer gateway = gateways.start(url, management.settings());
            awaitReady(200);
            status.set(400);
            awaitReady(503);
            assertThat(management.get("/health/live").statusCode()).isEqualTo(200);
            status.set(200);
            awaitReady(200);
            assertThat(gateway.port()).isPositive();
        } finally {
            triton.stop(0);
        }
    }

    @Test
    void aHangingServerDelaysNeitherTheAnswerNorTheOtherModel(Gateways gateways) throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        HttpServer hanging = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        hanging.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        hanging.createContext("/", exchange -> hold(end));
        hanging.start();
        String url = "http://127.0.0.1:" + hanging.getAddress().getPort();
        try {
            TritonSimulator triton = gateways.simulator();
            GatewayServer gateway =
                    gateways.startOnTwo(url, triton.url(), management.settings("triton.ready-timeout", "600000"));
            awaitReady(200);
            assertThat(gateway.port()).isPositive();
        } finally {
            end.countDown();
            hanging.stop(0);
        }
    }

    @Test
    void aFailedSwitchTakesReadinessDown(Gateways gateways) {
        TritonSimulator triton = gateways.simulator();
        GatewayServer gateway = gateways.start(triton, management.settings());
        awaitReady(200);
        ReadinessCheck check = (ReadinessCheck)
                HealthCheckRegistry.get(gateway.context()).getCheck("models").orElseThrow();
        check.stopping();
        assertThat(management.get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(management.get("/health/ready").body()).contains("shutting down");
        assertThat(management.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(gateway.chat(GatewayServer.request("hi", "")).statusCode()).isEqualTo(200);
    }

    @Test
    void anOverloadedGatewayIsStillAlive(Gateways gateways) throws Exception {
        CompletableFuture<Void> release = new CompletableFuture<>();
        TritonSimulator triton = gateways.simulator();
        GatewayServer gateway = gateways.start(triton, management.settings("gateway.max-requests", "1"));
        triton.enqueue(ScriptedReply.reply(200)
                .header("Content-Type", "application/json")
                .await(release)
                .chunk("{\"text_output\":\"one\"}")
                .thenEnd());
        CompletableFuture<HttpResponse<String>> held =
                gateway.sendAsync(gateway.post(GatewayServer.request("hi", "")), BodyHandlers.ofString());
        await().atMost(SOON).until(() -> triton.inFlight() == 1);
        assertThat(gateway.chat(GatewayServer.request("hi", "")).statusCode()).isEqualTo(503);
        assertThat(management.get("/health/live").statusCode()).isEqualTo(200);
        await().atMost(SOON).until(() -> management.sum("http_server_active_requests") == 1);
        await().atMost(SOON)
                .until(() ->
                        management.sum("gen_ai_server_request_duration_seconds_count", "outcome=\"overloaded\"") == 1);
        release.complete(null);
        assertThat(held.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    void aGatewayWithLiveRoutesCountsEachRequestOnce(Gateways gateways) {
        TritonSimulator triton = gateways.simulator();
        GatewayServer gateway = gateways.start(triton, management.settings("gateway.reload", "true"));
        for (int i = 0; i < 3; i++) {
            gateway.chat(GatewayServer.request("hi", "\"stream\":true"));
        }
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(management.sum("http_server_request_duration_seconds_count"))
                        .isEqualTo(3));
        await().atMost(SOON).until(() -> management.sum("http_server_active_requests") == 0);
    }

    @Test
    void theClientsPortIsRefused(Gateways gateways) {
        String port = Integer.toString(management.port());
        assertThatThrownBy(() -> gateways.start(NOWHERE, management.settings("camel.server.port", port)))
                .hasStackTraceContaining("'gateway.management-port' must be a port other than 'camel.server.port'");
    }

    private void awaitReady(int status) {
        await().atMost(SOON).until(() -> management.get("/health/ready").statusCode() == status);
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
