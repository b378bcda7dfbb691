package io.openaitriton.standalone;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;

/** Where the spans of Camel's tracer go: what the registry has, or the Java agent, or else what {@code OTEL_*} variables say. */
final class Traces {
    private static final Map<String, String> DEFAULTS = Map.of(
            "otel.service.name", "openai-triton-gateway",
            // metrics are scraped
            "otel.metrics.exporter", "none",
            "otel.logs.exporter", "none");

    private static final String TRACER = "openTelemetryTracer";
    private static final String PROPAGATORS = "openTelemetryPropagators";

    /** The beans of Camel's tracer. */
    static final List<String> BEANS = List.of(TRACER, PROPAGATORS);

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
        context.getRegistry().bind(TRACER, sdk.getTracer("io.openaitriton"));
        context.getRegistry().bind(PROPAGATORS, sdk.getPropagators());
        return (AutoCloseable) sdk;
    }
}
