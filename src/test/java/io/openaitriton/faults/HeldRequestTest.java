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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a stream keeps of its request: a conversation takes far more memory than everything else of a stream. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith(GatewayExtension.class)
class HeldRequestTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void aStreamKeepsNeitherTheClientsJsonNorTritons(Gateways gateways) throws Exception {
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
            client.send(GatewayServer.onTheWire(GatewayServer.request(text, "\"stream\":true")));
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
