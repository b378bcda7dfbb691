package io.openaitriton.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.call.JsonEntity;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.RawConnection;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import io.vertx.core.buffer.impl.BufferImpl;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeCreatedEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSendingEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stream keeps of its request: a conversation takes far more memory than everything else of a stream. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith(GatewayExtension.class)
class HeldRequestTest {
    private static final int CHUNK = 500;
    private static final Duration SOON = Duration.ofSeconds(20);

    /** A body that comes in small pieces takes another way through the server. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStreamKeepsNeitherTheClientsJsonNorTritons(boolean chunked, Gateways gateways) throws Exception {
        TritonSimulator triton = gateways.simulator();
        GatewayServer gateway = gateways.start(triton, "triton.dialect", "vllm");
        Bodies bodies = new Bodies();
        gateway.context().getManagementStrategy().addEventNotifier(bodies);
        triton.enqueue(ScriptedReply.stream()
                .chunk("data: {\"text_output\":\"a word\"}\n\n")
                .thenHang());
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            // new, and long enough that its JSON is kept for Triton
            String text = "a long text ".repeat(10_000);
            String json = GatewayServer.request(text, "\"stream\":true");
            client.send(chunked ? chunked(json) : GatewayServer.onTheWire(json));
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");

            assertThat(bodies.client).isNotNull();
            assertThat(bodies.triton).isNotNull();
            await().atMost(SOON).until(() -> {
                System.gc();
                return bodies.client.get() == null && bodies.triton.get() == null;
            });
            assertThat(gateway.context().getInflightRepository().size()).isPositive();
        }
    }

    private static String chunked(String json) {
        StringBuilder chunks = new StringBuilder(
                GatewayServer.onTheWire("").replaceFirst("(?i)content-length: 0", "Transfer-Encoding: chunked"));
        for (int from = 0; from < json.length(); from += CHUNK) {
            String chunk = json.substring(from, Math.min(from + CHUNK, json.length()));
            chunks.append(Integer.toHexString(chunk.length()))
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        return chunks.append("0\r\n\r\n").toString();
    }

    /** Sees the bodies of the exchanges of a gateway. */
    private static final class Bodies extends EventNotifierSupport {
        private volatile WeakReference<byte[]> client;
        private volatile WeakReference<JsonEntity> triton;

        @Override
        public void notify(CamelEvent event) {
            if (event instanceof ExchangeCreatedEvent created
                    && created.getExchange().getMessage().getBody() instanceof BufferImpl body) {
                client = new WeakReference<>(body.byteBuf().array());
            } else if (event instanceof ExchangeSendingEvent sending
                    && sending.getExchange().getMessage().getBody() instanceof JsonEntity json) {
                triton = new WeakReference<>(json);
            }
        }
    }
}
