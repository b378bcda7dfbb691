package io.openaitriton.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.live.CapturedLog;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** More concurrent requests than the gateway allows. */
@ExtendWith(GatewayExtension.class)
class OverloadTest {
    @Test
    void requestsAboveTheLimitAreRefusedImmediatelyAndAcceptedLater(Gateways gateways) throws Exception {
        CompletableFuture<Void> release = new CompletableFuture<>();
        try (CapturedLog log = CapturedLog.open()) {
            TritonSimulator triton = gateways.simulator();
            GatewayServer gateway = gateways.start(triton, "gateway.max-requests", "3", "gateway.threads", "5");
            ScriptedReply held = ScriptedReply.reply(200)
                    .header("Content-Type", "application/json")
                    .await(release)
                    .chunk("{\"text_output\":\"one\"}")
                    .thenEnd();
            List<CompletableFuture<HttpResponse<String>>> served = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                triton.enqueue(held);
                served.add(gateway.sendAsync(gateway.post(GatewayServer.request("hi", "")), BodyHandlers.ofString()));
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> triton.inFlight() == 3);

            HttpResponse<String> refused = gateway.chat(GatewayServer.request("hi", ""));
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).contains("1");
            assertThat(refused.body()).contains("\"code\":\"overloaded\"", "too many requests");
            assertThat(triton.inFlight()).isEqualTo(3);
            assertThat(log.messages()).isEmpty();

            release.complete(null);
            for (CompletableFuture<HttpResponse<String>> answer : served) {
                assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            }
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(gateway.chat(GatewayServer.request("hi", ""))
                                    .statusCode())
                            .isEqualTo(200));
        }
    }
}
