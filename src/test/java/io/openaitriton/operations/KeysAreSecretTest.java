package io.openaitriton.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import io.openaitriton.cli.IssuedKeys;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.ManagementPort;
import io.openaitriton.simulator.RecordedRequest;
import io.openaitriton.simulator.TritonSimulator;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Requests of all kinds, with all logs, metrics and traces on: none of them has a key, known or unknown. */
@ExtendWith(GatewayExtension.class)
class KeysAreSecretTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String UNKNOWN = "otg-unknown-to-the-gateway";

    private final List<String> told = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void noKeyIsInLogsMetricsTracesErrorsAnswersOrCallsToTriton(Gateways gateways) throws Exception {
        IssuedKeys keys =
                IssuedKeys.in(folder).add("all").add("few", List.of("Meta-Llama-3.1-8B-Instruct"), 3L, 2000L, 2L);
        InMemorySpanExporter spans = InMemorySpanExporter.create();
        TracerProvider tracers = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(spans))
                .build();
        ManagementPort management = ManagementPort.free();
        try (EveryLine log = new EveryLine()) {
            TritonSimulator triton = gateways.simulator();
            GatewayServer gateway = gateways.start(
                    main -> {
                        main.bind("tracer", tracers.get("test"));
                        main.bind("propagators", ContextPropagators.noop());
                    },
                    triton,
                    management.settings(
                            "gateway.keys",
                            keys.file().toString(),
                            "gateway.access-log",
                            "prompts",
                            "gateway.traces",
                            "true"));
            List<String> presented = List.of(keys.key("all"), keys.key("few"), UNKNOWN);
            int called = 0;
            for (String key : presented) {
                for (HttpRequest request : requests(gateway, key)) {
                    HttpResponse<String> answer = send(gateway, request);
                    told.add(answer == null ? "" : answer.headers() + answer.body());
                }
            }
            Files.writeString(keys.file(), "{\"name\":\"all\",\"sha256\":\"" + keys.key("all") + "\"}");
            await().atMost(SOON).until(() -> told.stream().anyMatch(line -> line.contains("The previous API keys")));
            told.add(management.get("/metrics").body());
            spans.getFinishedSpanItems().forEach(span -> told.add(span.toString()));
            while (called < triton.requestCount()) {
                RecordedRequest call = triton.takeRequest(SOON);
                told.add(call.headers() + call.body());
                called++;
            }
            // it is all there
            assertThat(told).anyMatch(line -> line.contains("\"key\":\"few\""));
            assertThat(told).anyMatch(line -> line.contains("gen_ai_server_request_duration_seconds"));
            assertThat(told).anyMatch(line -> line.contains("gen_ai.request.model"));
            assertThat(told).anyMatch(line -> line.contains("rate_limit_exceeded"));
            assertThat(told).anyMatch(line -> line.contains("invalid_api_key"));
            assertThat(called).isGreaterThan(5);
            for (String key : presented) {
                assertThat(told).noneMatch(line -> line.contains(key.substring(4)));
            }
        }
    }

    private static List<HttpRequest> requests(GatewayServer gateway, String key) {
        List<HttpRequest> requests = new ArrayList<>();
        for (String json : new String[] {
            GatewayServer.request("hi", ""),
            GatewayServer.request("hi", "\"stream\":true"),
            GatewayServer.request("hi", "\"model\":\"70b\""),
            GatewayServer.request("@@fail=at-once", ""),
            GatewayServer.request("@@fail=midstream", "\"stream\":true"),
            "{",
        }) {
            requests.add(with(key, HttpRequest.newBuilder(gateway.post(json), (name, value) -> true)));
        }
        for (String path : new String[] {"/v1/models", "/v1/models/x", "/nothing"}) {
            requests.add(with(key, HttpRequest.newBuilder(gateway.uri(path))));
        }
        requests.add(with(key, HttpRequest.newBuilder(gateway.uri("/v1/chat/completions"))));
        return requests;
    }

    private static HttpRequest with(String key, HttpRequest.Builder request) {
        return request.header("Authorization", "Bearer " + key).build();
    }

    private static HttpResponse<String> send(GatewayServer gateway, HttpRequest request) {
        try {
            return gateway.send(request, BodyHandlers.ofString());
        } catch (java.io.UncheckedIOException e) {
            // a stream that broke off
            return null;
        }
    }

    /** Everything that is logged, from DEBUG up, but not on the console. */
    private final class EveryLine extends AppenderBase<ILoggingEvent> implements AutoCloseable {
        private final Map<Logger, Level> levels = new HashMap<>();
        private final Map<Logger, List<Appender<ILoggingEvent>>> appenders = new HashMap<>();

        private EveryLine() {
            start();
            for (String name : new String[] {Logger.ROOT_LOGGER_NAME, "org.apache.camel", "openai-triton.access"}) {
                Logger logger = (Logger) LoggerFactory.getLogger(name);
                levels.put(logger, logger.getLevel());
                List<Appender<ILoggingEvent>> before = new ArrayList<>();
                for (Iterator<Appender<ILoggingEvent>> all = logger.iteratorForAppenders(); all.hasNext(); ) {
                    before.add(all.next());
                }
                before.forEach(logger::detachAppender);
                appenders.put(logger, before);
                logger.setLevel(Level.DEBUG);
                if (!name.startsWith("org")) {
                    logger.addAppender(this);
                }
            }
        }

        @Override
        protected void append(ILoggingEvent event) {
            told.add(event.getFormattedMessage()
                    + event.getMDCPropertyMap()
                    + (event.getThrowableProxy() == null
                            ? ""
                            : ThrowableProxyUtil.asString(event.getThrowableProxy())));
        }

        @Override
        public void close() {
            levels.forEach((logger, level) -> {
                logger.detachAppender(this);
                logger.setLevel(level);
                appenders.get(logger).forEach(logger::addAppender);
            });
        }
    }
}
