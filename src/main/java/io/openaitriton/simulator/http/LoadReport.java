package io.openaitriton.simulator.http;

import io.openaitriton.simulator.engine.Engine;
import java.util.Locale;

/** Triton's load report (in the ORCA format) of TensorRT-LLM's KV cache, as text or JSON, for a request that demands it. */
final class LoadReport {
    static final String HEADER = "endpoint-load-metrics";

    private static final String ASKS = "endpoint-load-metrics-format";
    /** For an engine without a simulated cache: 6239 blocks of 64, as in an example of TensorRT-LLM's backend. */
    private static final long CAPACITY = 399_296;

    private LoadReport() {}

    /** Triton logs two errors if no model has the metrics, and one for an unknown format; the answer then has no report. */
    static void ifAsked(GenerateCall call, Engine engine, ModelRepository repository) {
        String format = call.request.getHeader(ASKS);
        if (format != null && repository.reportsLoad() && (format.equals("text") || format.equals("json"))) {
            call.reports(() -> report(format, engine));
        }
    }

    private static String report(String format, Engine engine) {
        double use = engine == null ? 0 : engine.cacheUse(System.nanoTime() / 1e9);
        long capacity = engine == null ? CAPACITY : engine.cacheTokens();
        return String.format(
                Locale.ROOT,
                format.equals("text")
                        ? "TEXT named_metrics.kv_cache_utilization=%f, named_metrics.max_token_capacity=%d"
                        : "JSON {\"named_metrics\":{\"kv_cache_utilization\":%s,\"max_token_capacity\":%d}}",
                use,
                capacity);
    }
}
