package io.openaitriton.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Traces go on when the routes have changed. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LiveTracesTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();

    @Test
    void aChangedRouteIsTracedToo(@TempDir Path routes) {
        EditedGateway.copyRoutes(routes);
        try (SdkTracerProvider provider = SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(spans))
                        .build();
                HeldTriton triton = HeldTriton.start("small");
                HeldTriton other = HeldTriton.start("other");
                EditedGateway gateway = EditedGateway.start(
                        routes,
                        main -> {
                            main.bind("openTelemetryTracer", provider.get("test"));
                            main.bind(
                                    "openTelemetryPropagators",
                                    ContextPropagators.create(W3CTraceContextPropagator.getInstance()));
                        },
                        Map.of(
                                "triton.llama-8b.url", triton.url(),
                                "triton.llama-70b.url", triton.url(),
                                "gateway.traces", "true"))) {
            await().atMost(SOON).until(() -> gateway.answer("llama-8b").contains("small"));
            await().atMost(SOON).until(() -> spans.getFinishedSpanItems().size() == 2);

            gateway.replace("llama-8b.camel.yaml", "{{triton.llama-8b.url}}", other.url());
            await().atMost(SOON).until(() -> gateway.answer("llama-8b").contains("other"));
            spans.reset();
            assertThat(gateway.answer("llama-8b")).contains("other");
            await().atMost(SOON).until(() -> spans.getFinishedSpanItems().size() == 2);
        }
    }
}
