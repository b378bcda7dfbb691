package io.openaitriton.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.access.bucket.LocalRateLimits;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitHeadersTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0ms",
        "1, 1ms",
        "20000000, 20ms",
        "20000001, 21ms",
        "999000000, 999ms",
        "999000001, 1s",
        "1000000000, 1s",
        "1500000000, 1.5s",
        "1010000000, 1.01s",
        "59999000000, 59.999s",
        "60000000000, 1m0s",
        "360000000000, 6m0s",
        "90250000000, 1m30.25s"
    })
    void durationsAreWrittenAsOpenAiDoes(long nanos, String text) {
        assertThat(LimitHeaders.duration(nanos)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "1000000000, 1", "1000000001, 2", "59000000001, 60"})
    void secondsAreEnoughToWait(long nanos, long seconds) {
        assertThat(LimitHeaders.seconds(nanos)).isEqualTo(seconds);
    }

    @Test
    void aMeterHasThreeHeaders() {
        RateLimit meter = new LocalRateLimits(() -> 0).meter("tokens", "a", 1000);
        Map<String, String> headers = new TreeMap<>();
        LimitHeaders.put(headers, "tokens", meter, meter.take(250));
        assertThat(headers)
                .containsExactly(
                        Map.entry("x-ratelimit-limit-tokens", "1000"),
                        Map.entry("x-ratelimit-remaining-tokens", "750"),
                        Map.entry("x-ratelimit-reset-tokens", "15s"));
    }
}
