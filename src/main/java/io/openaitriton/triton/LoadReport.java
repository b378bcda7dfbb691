package io.openaitriton.triton;

/**
 * Triton's load report (in the ORCA format) in a header of an answer of generate, since release 25.04. It has the metrics of TensorRT-LLM's KV cache, such as {@code TEXT
 * named_metrics.kv_cache_utilization=0.125000, named_metrics.max_token_capacity=399296}. Without these metrics, Triton logs two errors for each request for a report.
 */
public final class LoadReport {
    /** The request header that requests a report, with the value {@link #FORMAT}. */
    public static final String ASKS = "endpoint-load-metrics-format";

    public static final String FORMAT = "text";

    /** The header of the answer. */
    public static final String HEADER = "endpoint-load-metrics";

    private static final String CACHE = "kv_cache_utilization=";

    private LoadReport() {}

    /** The share of the KV cache that running requests use, 0 to 1; null if the header is absent or has no such number. */
    public static Double cacheUse(String header) {
        int begin = header == null ? -1 : header.indexOf(CACHE);
        if (begin < 0) {
            return null;
        }
        begin += CACHE.length();
        int end = header.indexOf(',', begin);
        try {
            double share = Double.parseDouble(header.substring(begin, end < 0 ? header.length() : end));
            return share >= 0 && share <= 1 ? share : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
