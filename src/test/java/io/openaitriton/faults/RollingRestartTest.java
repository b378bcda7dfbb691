package io.openaitriton.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.junit.FreePort;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Gateways are replaced one after another, twice each, while clients use them: no request fails. */
class RollingRestartTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int CLIENTS = 8;

    @TempDir
    Path folder;

    private final List<GatewayProcess> started = new ArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answered = new AtomicInteger();

    @Test
    @Timeout(180)
    void twoRollingRestartsFailNoRequest() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        // paced as a model is: clients that ask as fast as they can would take the processors from gateways that start
        SimulatorSettings paced = SimulatorSettings.defaults()
                .withTimeToFirstToken(Duration.ofMillis(50))
                .withTokensPerSecond(50);
        try (TritonSimulator triton = TritonSimulator.start(paced);
                ReadyBalancer balancer = ReadyBalancer.start()) {
            GatewayProcess first = add(triton, balancer);
            GatewayProcess second = add(triton, balancer);
            for (int i = 0; i < CLIENTS; i++) {
                boolean stream = i % 2 == 0;
                clients.execute(() -> ask(URI.create("http://127.0.0.1:" + balancer.port()), stream, done));
            }
            for (int round = 0; round < 2; round++) {
                first = replace(first, triton, balancer);
                second = replace(second, triton, balancer);
            }
            done.set(true);
            clients.shutdown();
            assertThat(clients.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        } finally {
            done.set(true);
            clients.shutdownNow();
            started.forEach(GatewayProcess::close);
        }
        assertThat(failures).isEmpty();
        assertThat(answered.get()).isGreaterThan(CLIENTS);
    }

    /** As in a cluster: the new one is ready before the old one ends. */
    private GatewayProcess replace(GatewayProcess old, TritonSimulator triton, ReadyBalancer balancer)
            throws Exception {
        GatewayProcess fresh = add(triton, balancer);
        int before = answered.get();
        old.terminate();
        await().atMost(LIMIT).until(() -> !balancer.ready().contains(old.port()));
        assertThat(old.endsWithin(LIMIT)).isTrue();
        balancer.remove(old.port());
        await().atMost(LIMIT).until(() -> answered.get() > before);
        return fresh;
    }

    private GatewayProcess add(TritonSimulator triton, ReadyBalancer balancer) throws IOException {
        int management = FreePort.find();
        GatewayProcess gateway = GatewayProcess.start(
                folder.resolve("log" + started.size()),
                triton.url(),
                Map.of(
                        "GATEWAY_MANAGEMENT_PORT",
                        Integer.toString(management),
                        "TRITON_READY_INTERVAL",
                        "50",
                        "GATEWAY_DRAIN_DELAY",
                        "1500"));
        started.add(gateway);
        balancer.add(gateway.port(), management);
        await().atMost(LIMIT).until(() -> balancer.ready().contains(gateway.port()));
        return gateway;
    }

    /** One request after another, on a connection that is kept. */
    private void ask(URI gateway, boolean stream, AtomicBoolean done) {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(gateway.resolve("/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .timeout(LIMIT)
                .POST(BodyPublishers.ofString("{\"model\":\"8b\",\"stream\":" + stream
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"))
                .build();
        while (!done.get()) {
            try {
                HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
                boolean whole = answer.body().contains(stream ? "data: [DONE]" : "finish_reason");
                if (answer.statusCode() != 200 || !whole) {
                    failures.add(answer.statusCode() + " " + answer.body());
                }
                answered.incrementAndGet();
            } catch (IOException e) {
                failures.add(e.toString());
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
