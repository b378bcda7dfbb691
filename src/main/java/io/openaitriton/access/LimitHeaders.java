package io.openaitriton.access;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Limits as OpenAI's {@code x-ratelimit-*} headers. */
public final class LimitHeaders {
    private LimitHeaders() {}

    /**
     * Adds three headers.
     *
     * @param what {@code requests} or {@code tokens}
     */
    public static void put(Map<String, String> headers, String what, RateLimit meter, RateLimit.Reading reading) {
        headers.put("x-ratelimit-limit-" + what, Long.toString(meter.limit()));
        headers.put("x-ratelimit-remaining-" + what, Long.toString(reading.remaining()));
        headers.put("x-ratelimit-reset-" + what, duration(reading.resetNanos()));
    }

    /** Seconds for {@code Retry-After}, 1 or more, after which a retry would succeed. */
    public static long seconds(long nanos) {
        return Math.max(1, (nanos + TimeUnit.SECONDS.toNanos(1) - 1) / TimeUnit.SECONDS.toNanos(1));
    }

    /** A duration such as {@code 20ms}, {@code 1.5s} or {@code 6m0s}, rounded up to milliseconds. */
    public static String duration(long nanos) {
        long millis = (nanos + 999_999) / 1_000_000;
        if (millis < 1000) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        StringBuilder text = new StringBuilder();
        if (seconds >= 60) {
            text.append(seconds / 60).append('m');
        }
        text.append(seconds % 60);
        long rest = millis % 1000;
        if (rest > 0) {
            text.append('.').append(String.valueOf(1000 + rest).substring(1).replaceFirst("0+$", ""));
        }
        return text.append('s').toString();
    }
}
