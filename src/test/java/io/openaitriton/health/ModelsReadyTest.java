package io.openaitriton.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.health.ModelsReady.Place;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ModelsReadyTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String MODEL = "Meta-Llama-3.1-8B-Instruct";

    private final Queue<Place> ready = new ConcurrentLinkedQueue<>();
    private final Queue<Place> notReady = new ConcurrentLinkedQueue<>();

    @Test
    void aPollReportsOnlyThePolledServer() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                TritonSimulator triton = TritonSimulator.start(SimulatorSettings.defaults())) {
            Place waits = new Place(MODEL, "http://127.0.0.1:" + silent.getLocalPort());
            Place answers = new Place(MODEL, triton.url());
            try (ModelsReady models = new ModelsReady(() -> List.of(waits, answers), ModelsReadyTest::ask)) {
                models.start(5, this::polled);
                await().atMost(SOON).until(() -> ready.size() >= 3);
                assertThat(ready).containsOnly(answers);
                assertThat(notReady).isEmpty();
                assertThat(models.isReady(MODEL)).isTrue();
            }
        }
    }

    @Test
    void pollingGoesOnAfterAFailure() {
        try (TritonSimulator triton = TritonSimulator.start(SimulatorSettings.defaults())) {
            Place place = new Place(MODEL, triton.url());
            AtomicInteger looks = new AtomicInteger();
            try (ModelsReady models =
                    new ModelsReady(() -> places(looks.incrementAndGet(), place), ModelsReadyTest::ask)) {
                models.start(5, this::polled);
                await().atMost(SOON).until(() -> ready.contains(place));
            }
        }
    }

    private static Collection<Place> places(int look, Place place) {
        if (look == 1) {
            throw new IllegalStateException("not yet");
        }
        return List.of(look == 2 ? new Place("not a name", "http://x") : place);
    }

    /** Waits forever without an answer. */
    private static boolean ask(Place place) {
        try (Socket socket = new Socket()) {
            URI url = URI.create(place.url());
            socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
            String request = "GET /v2/models/" + place.model() + "/ready HTTP/1.1\r\nHost: x\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] line = socket.getInputStream().readNBytes(12);
            return new String(line, StandardCharsets.US_ASCII).endsWith(" 200");
        } catch (IOException e) {
            return false;
        }
    }

    private void polled(Place place, boolean isReady) {
        (isReady ? ready : notReady).add(place);
    }
}
