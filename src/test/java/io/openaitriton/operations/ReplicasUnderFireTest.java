package io.openaitriton.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.ManagementPort;
import io.openaitriton.junit.TwoTritons;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Both replicas of a model are killed and restarted during streams: each client gets a whole answer or an error. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@ExtendWith(GatewayExtension.class)
class ReplicasUnderFireTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int STREAMS = Integer.getInteger("fire.streams", 300);
    /** Long enough that many run concurrently. */
    private static final int TOKENS = Math.max(40, STREAMS / 5);

    @TempDir
    Path routes;

    @Test
    void everyRequestHasAnOutcomeAndEveryCountIsRight(Gateways gateways) throws Exception {
        ManagementPort management = ManagementPort.free();
        TritonSimulator a = gateways.simulator(paced());
        TritonSimulator b = gateways.simulator(paced());
        List<CompletableFuture<String>> answers = new ArrayList<>();
        int reached = 0;
        try {
            GatewayServer gateway = TwoTritons.gateway(
                    gateways, routes, a.url(), b.url(), management, List.of("gateway.threads", "3000"));
            ask(STREAMS, gateway, answers);
            TritonSimulator first = a;
            TritonSimulator second = b;
            await().atMost(LIMIT).until(() -> first.inFlight() > STREAMS / 4 && second.inFlight() > STREAMS / 4);
            reached += a.requestCount();
            a = restart(gateways, a);
            ask(STREAMS / 5, gateway, answers);
            askUntilOneReaches(a, gateway, answers);
            reached += b.requestCount();
            b = restart(gateways, b);
            askUntilOneReaches(b, gateway, answers);
            ask(STREAMS / 5, gateway, answers);
            List<String> seen = answers.stream().map(CompletableFuture::join).toList();

            long whole =
                    seen.stream().filter(text -> text.endsWith("[DONE]\n\n")).count();
            long failed = seen.stream()
                    .filter(text -> text.contains("{\"error\":{\"message\":"))
                    .count();
            assertThat(whole).isGreaterThan(STREAMS / 5);
            assertThat(failed).isGreaterThan(STREAMS / 5);
            assertThat(whole + failed).as("%s", seen).isEqualTo(seen.size());
            await().atMost(LIMIT).until(() -> management.sum("http_server_active_requests") == 0);
            assertThat(count(management, "success")).isEqualTo(whole);
            assertThat(count(management, "upstream_error")).isEqualTo(failed);
            assertThat(count(management, "")).isEqualTo(seen.size());
            assertThat(management.sum("openai_replica_requests_running")).isZero();
            assertThat(management.sum("openai_model_requests_running")).isZero();
            // no call is made that is not needed, and none is made twice that got there
            reached += a.requestCount() + b.requestCount();
            assertThat(reached).isBetween((int) whole, seen.size());
        } finally {
            a.close();
            b.close();
        }
    }

    private static SimulatorSettings paced() {
        return SimulatorSettings.defaults().withTokensPerSecond(20);
    }

    private static TritonSimulator restart(Gateways gateways, TritonSimulator triton) {
        int port = triton.port();
        triton.close();
        return gateways.simulator(paced().withPort(port));
    }

    /** Until the gateway knows that it is there again. */
    private static void askUntilOneReaches(
            TritonSimulator triton, GatewayServer gateway, List<CompletableFuture<String>> answers) {
        await().atMost(LIMIT).until(() -> {
            ask(1, gateway, answers);
            return triton.inFlight() > 0;
        });
    }

    private static double count(ManagementPort management, String outcome) {
        return management.sum("gen_ai_server_request_duration_seconds_count", "outcome=\"" + outcome);
    }

    private static void ask(int streams, GatewayServer gateway, List<CompletableFuture<String>> answers) {
        String request = GatewayServer.request(
                "hi @@tokens=" + TOKENS, "\"model\":\"70b\",\"stream\":true,\"max_tokens\":" + TOKENS);
        for (int i = 0; i < streams; i++) {
            answers.add(gateway.sendAsync(gateway.post(request), head -> new Seen())
                    .thenApply(HttpResponse::body)
                    .exceptionally(e -> "no answer: " + e));
        }
    }

    /** What came of a body, also when it broke off. */
    private static final class Seen implements BodySubscriber<String> {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final CompletableFuture<String> text = new CompletableFuture<>();

        @Override
        public CompletionStage<String> getBody() {
            return text;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                byte[] some = new byte[buffer.remaining()];
                buffer.get(some);
                bytes.writeBytes(some);
            }
        }

        @Override
        public void onError(Throwable e) {
            text.complete(bytes.toString(StandardCharsets.UTF_8));
        }

        @Override
        public void onComplete() {
            text.complete(bytes.toString(StandardCharsets.UTF_8));
        }
    }
}
