package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** No request waits for another. */
@ExtendWith(GatewayExtension.class)
class ConcurrencyTest {
    private static final int REQUESTS = 1000;

    @Test
    void aThousandStreamsAreServedAtTheSameTime(Gateways gateways) throws Exception {
        // no answer goes on before all have begun
        CompletableFuture<Void> allBegan = new CompletableFuture<>();
        CountDownLatch began = new CountDownLatch(REQUESTS);
        ScriptedReply reply = ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .await(allBegan)
                .event("{\"text_output\":\" two\"}")
                .thenEnd();
        List<String> answers = answers(gateways, "\"stream\":true", reply, began, allBegan);
        assertThat(answers)
                .hasSize(REQUESTS)
                .allSatisfy(answer ->
                        assertThat(answer).contains("\"one\"", "\" two\"").endsWith("data: [DONE]\n\n"));
    }

    @Test
    void aThousandWholeAnswersAreServedAtTheSameTime(Gateways gateways) throws Exception {
        CompletableFuture<Void> allCame = new CompletableFuture<>();
        ScriptedReply reply = ScriptedReply.reply(200)
                .header("Content-Type", "application/json")
                .await(allCame)
                .chunk("{\"text_output\":\"one\"}")
                .thenEnd();
        List<String> answers = answers(gateways, "\"stream\":false", reply, null, allCame);
        assertThat(answers)
                .hasSize(REQUESTS)
                .allSatisfy(answer -> assertThat(answer).contains("\"content\":\"one\""));
    }

    /** Sends all requests, releases the answers when all began (or, without {@code began}, all reached Triton). */
    private static List<String> answers(
            Gateways gateways,
            String fields,
            ScriptedReply reply,
            CountDownLatch began,
            CompletableFuture<Void> release)
            throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            TritonSimulator triton = gateways.simulator();
            GatewayServer gateway = gateways.start(triton);
            for (int i = 0; i < REQUESTS; i++) {
                triton.enqueue(reply);
            }
            HttpClient client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(REQUESTS));
            List<CompletableFuture<String>> answers = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                answers.add(send(client, gateway.port(), GatewayServer.request("hi", fields), began));
            }
            if (began != null) {
                assertThat(began.await(40, TimeUnit.SECONDS)).as("all began").isTrue();
            } else {
                await().atMost(40, TimeUnit.SECONDS).until(() -> triton.inFlight() == REQUESTS);
            }
            release.complete(null);
            List<String> texts = new ArrayList<>();
            for (CompletableFuture<String> answer : answers) {
                texts.add(answer.get(40, TimeUnit.SECONDS));
            }
            return texts;
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    private static CompletableFuture<String> send(HttpClient client, int port, String body, CountDownLatch began) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/v1/chat/completions")
                .putHeader("Content-Type", "application/json");
        return client.request(options)
                .compose(request -> request.send(body))
                .compose(response -> {
                    Buffer answer = Buffer.buffer();
                    response.handler(bytes -> {
                        if (answer.length() == 0 && began != null) {
                            began.countDown();
                        }
                        answer.appendBuffer(bytes);
                    });
                    return response.end().map(end -> answer.toString());
                })
                .toCompletionStage()
                .toCompletableFuture();
    }
}
