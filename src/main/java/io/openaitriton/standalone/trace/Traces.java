package io.openaitriton.standalone.trace;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.Map;
import org.apache.camel.CamelContext;

/** The destination of spans from Camel's tracer: from the registry, or the Java agent, or else from {@code OTEL_*} variables. */
public final class Traces {
    private static final Map<String, String> DEFAULTS = Map.of(
            "otel.service.name", "openai-triton-gateway",
            // metrics are scraped
            "otel.metrics.exporter", "none",
            "otel.logs.exporter", "none");

    private Traces() {}

    /**
     * Configures tracing, and returns an object to close, so that the last spans are sent.
     *
     * @param tracer name of the bean for Camel's tracer
     * @param propagators name of the bean for the propagators
     */
    public static AutoCloseable configure(CamelContext context, String tracer, String propagators) {
        if (context.getRegistry().findSingleByType(Tracer.class) != null || GlobalOpenTelemetry.isSet()) {
            return () -> {};
        }
        OpenTelemetry sdk = AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesSupplier(() -> DEFAULTS)
                .disableShutdownHook()
                .build()
                .getOpenTelemetrySdk();
        context.getRegistry().bind(tracer, sdk.getTracer("io.openaitriton"));
        context.getRegistry().bind(propagators, sdk.getPropagators());
        return (AutoCloseable) sdk;
    }
}
