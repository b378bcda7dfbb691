package io.openaitriton.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.live.CapturedLog;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.processor.errorhandler.DefaultErrorHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The log lines of a start and of a failure. */
@ExtendWith(GatewayExtension.class)
class LoggedOnceTest {
    @Test
    void aPromptOfAListThatFailsIsLoggedOnce(Gateways gateways) {
        TritonSimulator triton = gateways.simulator();
        GatewayServer gateway = gateways.start(triton, "triton.dialect", "generic");
        try (CapturedLog log = CapturedLog.open()) {
            triton.enqueue(ScriptedReply.json(500, "{\"error\":\"boom\"}"));
            int status = gateway.send(
                            HttpRequest.newBuilder(gateway.uri("/v1/completions"))
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString("{\"model\":\"8b\",\"prompt\":[\"a\",\"b\"]}"))
                                    .build(),
                            BodyHandlers.ofString())
                    .statusCode();
            assertThat(status).isEqualTo(502);
            assertThat(log.messages()).filteredOn(line -> line.contains("boom")).hasSize(1);
        }
    }

    @Test
    void theLinesOfAPromptOfAListHaveTheIdOfItsRequest(Gateways gateways) {
        Logger root = (Logger) LoggerFactory.getLogger("io.openaitriton");
        Level before = root.getLevel();
        ListAppender<ILoggingEvent> log = new ListAppender<>() {
            @Override
            protected void append(ILoggingEvent line) {
                // what is bound to the thread
                line.prepareForDeferredProcessing();
                super.append(line);
            }
        };
        log.start();
        try {
            TritonSimulator triton = gateways.simulator();
            GatewayServer gateway = gateways.start(triton);
            root.addAppender(log);
            root.setLevel(Level.DEBUG);
            triton.enqueue(ScriptedReply.json(500, "{\"error\":\"boom\"}"));
            for (String prompts : new String[] {"\"a\",\"b\",\"c\"", "\"a\""}) {
                gateway.send(
                        HttpRequest.newBuilder(gateway.uri("/v1/completions"))
                                .header("Content-Type", "application/json")
                                .header("x-request-id", "of-a-list")
                                .POST(BodyPublishers.ofString("{\"model\":\"8b\",\"prompt\":[" + prompts + "]}"))
                                .build(),
                        BodyHandlers.ofString());
            }
        } finally {
            root.detachAppender(log);
            root.setLevel(before);
        }
        assertThat(log.list)
                .filteredOn(line -> line.getFormattedMessage().contains("is called with the dialect")
                        || line.getFormattedMessage().contains("boom"))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line.getMDCPropertyMap()).containsEntry("requestId", "of-a-list"));
    }

    @Test
    void camelsErrorHandlerDoesNotLogARefusal(Gateways gateways) {
        // Camel logs each delivery that failed by setting the level of a logger which all threads share: one says
        // DEBUG, another puts ERROR back, and the first one's line is an error
        Logger handler = (Logger) LoggerFactory.getLogger(DefaultErrorHandler.class);
        Level before = handler.getLevel();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        try {
            GatewayServer gateway = gateways.start("http://127.0.0.1:1");
            handler.setLevel(Level.DEBUG);
            handler.addAppender(log);
            int status = gateway.send(
                            HttpRequest.newBuilder(gateway.uri("/v1/chat/completions"))
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString("{}"))
                                    .build(),
                            BodyHandlers.ofString())
                    .statusCode();
            assertThat(status).isEqualTo(400);
        } finally {
            handler.detachAppender(log);
            handler.setLevel(before);
        }
        assertThat(log.list)
                .filteredOn(event -> event.getMessage().contains("delivery"))
                .isEmpty();
    }

    @Test
    void anAddressOfIpv6IsLoggedAsInUrls(@TempDir Path folder) {
        try (GatewayProcess gateway =
                GatewayProcess.start(folder.resolve("log"), "http://127.0.0.1:1", Map.of("GATEWAY_HOST", "::1"))) {
            assertThat(gateway.log()).contains("listens on http://[::1]:" + gateway.port() + "/v1");
        }
    }

    @Test
    void aGatewayWithoutItsHttpServerRunsTheRoutesThatNeedNone(Gateways gateways) {
        GatewayServer gateway = gateways.start(
                "http://127.0.0.1:1",
                "camel.server.enabled",
                "false",
                "camel.main.routes-include-pattern",
                "file:routes/openai-*.yaml,file:routes/triton-*.yaml,file:routes/llama-*.yaml",
                "camel.main.routes-exclude-pattern",
                "**/openai-http-*");
        assertThat(gateway.port()).isZero();
        assertThat(gateway.context().createProducerTemplate().requestBody("direct:openai-chat", "{}", String.class))
                .contains("messages");
    }
}
