package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.RawConnection;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Each timeout against a server that triggers it; the other timeouts are too long to matter. */
@ExtendWith(GatewayExtension.class)
class TimeoutTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private static TritonSimulator triton;

    @BeforeAll
    static void start(Gateways gateways) {
        triton = gateways.simulator();
    }

    @Test
    void silenceBeforeTheAnswerIsTheFirstByteTimeout(Gateways gateways) throws Exception {
        GatewayServer gateway = gateway(gateways, "triton.first-byte-timeout", "200");
        for (String fields : new String[] {"", "\"stream\":true"}) {
            triton.enqueue(ScriptedReply.neverAnswer());
            assertTimeout(gateway.chat(GatewayServer.request("hi", fields)), "first byte timeout");
        }
    }

    @Test
    void silenceBeforeTheAnswerMayAlsoReachTheTotalTimeout(Gateways gateways) throws Exception {
        GatewayServer gateway = gateway(gateways, "triton.total-timeout", "300");
        triton.enqueue(ScriptedReply.neverAnswer());
        assertTimeout(gateway.chat(GatewayServer.request("hi", "")), "total timeout");

        await().atMost(SOON).until(() -> triton.inFlight() == 0);
    }

    @Test
    void silenceWithinACollectedAnswerIsTheIdleTimeout(Gateways gateways) throws Exception {
        GatewayServer gateway = gateway(gateways, "triton.idle-timeout", "200", "triton.upstream", "stream");
        triton.enqueue(ScriptedReply.stream().event("{\"text_output\":\"one\"}").thenHang());
        assertTimeout(gateway.chat(GatewayServer.request("hi", "")), "idle timeout");
    }

    @Test
    void anEndlessSlowStreamEndsWithAnErrorEvent(Gateways gateways) throws Exception {
        GatewayServer gateway = gateway(gateways, "triton.total-timeout", "2000");
        // the JDK's client may drop what has come before a connection breaks
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            triton.enqueue(drip());
            client.send(GatewayServer.onTheWire(GatewayServer.request("hi", "\"stream\":true")));
            assertThat(client.untilClosed())
                    .startsWith("HTTP/1.1 200 ")
                    .contains("triton_timeout", "total timeout")
                    .doesNotContain("[DONE]", "\r\n0\r\n");
        }
        await().atMost(SOON).until(() -> triton.inFlight() == 0);
    }

    @Test
    void anAnswerCollectedFromAnEndlessSlowStreamIs504(Gateways gateways) throws Exception {
        GatewayServer gateway = gateway(gateways, "triton.total-timeout", "500", "triton.upstream", "stream");
        triton.enqueue(drip());
        assertTimeout(gateway.chat(GatewayServer.request("hi", "")), "total timeout");
    }

    @Test
    void aModelHasTimeoutsOfItsOwn(@TempDir Path routes, Gateways gateways) throws Exception {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, routes.resolve(file.getFileName()));
            }
        }
        Path small = routes.resolve("llama-8b.camel.yaml");
        String definition = "        model: Meta-Llama-3.1-8B-Instruct\n";
        Files.writeString(
                small,
                Files.readString(small)
                        .replace(definition, definition + "        idleTimeout: 10000\n        totalTimeout: 300\n"));
        Path large = routes.resolve("llama-70b.camel.yaml");
        definition = "        model: Meta-Llama-3.1-70B-Instruct\n";
        Files.writeString(
                large, Files.readString(large).replace(definition, definition + "        idleTimeout: 2000\n"));
        GatewayServer gateway = gateways.start(
                triton,
                "camel.main.routes-include-pattern",
                "file:" + routes + "/*.yaml",
                "triton.dialect",
                "vllm",
                "triton.upstream",
                "stream");
        triton.enqueue(drip());
        assertTimeout(gateway.chat(GatewayServer.request("hi", "\"model\":\"8b\"")), "total timeout");
        triton.enqueue(ScriptedReply.stream().event("{\"text_output\":\"one\"}").thenHang());
        assertTimeout(gateway.chat(GatewayServer.request("hi", "\"model\":\"70b\"")), "idle timeout");
        triton.enqueue(dripping(50).thenEnd());
        assertThat(gateway.chat(GatewayServer.request("hi", "\"model\":\"70b\""))
                        .statusCode())
                .isEqualTo(200);
    }

    private static ScriptedReply drip() {
        return dripping(1000).thenEnd();
    }

    private static ScriptedReply.Builder dripping(int drips) {
        ScriptedReply.Builder drip = ScriptedReply.stream();
        for (int i = 0; i < drips; i++) {
            drip = drip.event("{\"text_output\":\"drip \"}").delay(Duration.ofMillis(20));
        }
        return drip;
    }

    private static GatewayServer gateway(Gateways gateways, String... settings) {
        String[] all = Arrays.copyOf(settings, settings.length + 2);
        all[settings.length] = "triton.dialect";
        all[settings.length + 1] = "vllm";
        return gateways.start(triton, all);
    }

    private static void assertTimeout(HttpResponse<String> answer, String name) {
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.body()).contains("\"triton_timeout\"", name);
    }
}
