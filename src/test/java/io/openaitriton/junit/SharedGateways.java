package io.openaitriton.junit;

import static org.awaitility.Awaitility.await;

import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The gateways that all tests of a run have in common, by their settings, and the simulator behind them. */
final class SharedGateways implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(10);

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Map<List<String>, GatewayServer> gateways = new LinkedHashMap<>();
    private TritonSimulator triton;

    GatewayServer gateway(String... settings) {
        String url = triton().url();
        return gateways.computeIfAbsent(List.of(settings), key -> GatewayServer.start(main -> {}, url, url, settings));
    }

    TritonSimulator triton() {
        if (triton == null) {
            triton = TritonSimulator.start(SimulatorSettings.defaults());
        }
        return triton;
    }

    /** Waits until what earlier tests asked for has ended, and forgets it. */
    void clear() throws InterruptedException {
        if (triton == null) {
            return;
        }
        // before every test, thus more often than by default
        await().atMost(SOON).pollInterval(Duration.ofMillis(1)).until(() -> triton.inFlight() == 0);
        while (triton.takeRequest(Duration.ZERO) != null) {
            // of an earlier test
        }
    }

    /** Asks the simulator a question, which a model answers unless a test has left a scripted reply. */
    void requireNothingScripted() throws IOException, InterruptedException {
        if (triton == null) {
            return;
        }
        clear();
        HttpRequest question = HttpRequest.newBuilder(
                        URI.create(triton.url() + "/v2/models/Meta-Llama-3.1-8B-Instruct/generate"))
                .timeout(SOON)
                .POST(BodyPublishers.ofString("{\"text_input\":\"nothing scripted\",\"stream\":false}"))
                .build();
        String answer = CLIENT.send(question, BodyHandlers.ofString()).body();
        if (!answer.contains("nothing scripted")) {
            throw new AssertionError("A test left a scripted reply at the shared simulator; it answered: " + answer);
        }
    }

    @Override
    public void close() {
        gateways.values().forEach(GatewayServer::close);
        if (triton != null) {
            triton.close();
        }
    }
}
