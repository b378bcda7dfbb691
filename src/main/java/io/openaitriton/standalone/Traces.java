package io.openaitriton.standalone;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.Map;
import org.apache.camel.CamelContext;

/** Where the spans of Camel's tracer go: what the registry has, or the Java agent, or else what {@code OTEL_*} variables say. */
final class Traces {
    private static final Map<String, String> DEFAULTS = Map.of(
            "otel.service.name", "openai-triton-gateway",
            // metrics are scraped
            "otel.metrics.exporter", "none",
            "otel.logs.exporter", "none");

    private Traces() {}

    /** Configures, and returns what must be closed so that the last spans are sent. */
    static AutoCloseable configure(CamelContext context) {
        if (context.getRegistry().findSingleByType(Tracer.class) != null || GlobalOpenTelemetry.isSet()) {
            return () -> {};
        }
        OpenTelemetry sdk = AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesSupplier(() -> DEFAULTS)
                .disableShutdownHook()
                .build()
                .getOpenTelemetrySdk();
        context.getRegistry().bind(SharedBeans.TRACER, sdk.getTracer("io.openaitriton"));
        context.getRegistry().bind(SharedBeans.PROPAGATORS, sdk.getPropagators());
        return (AutoCloseable) sdk;
    }
}
