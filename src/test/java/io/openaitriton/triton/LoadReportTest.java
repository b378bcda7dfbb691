package io.openaitriton.triton;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoadReportTest {

    @Test
    void theUseOfTheCacheIsRead() {
        assertThat(LoadReport.cacheUse(
                        "TEXT named_metrics.kv_cache_utilization=0.487500, named_metrics.max_token_capacity=399296"))
                .isEqualTo(0.4875);
        assertThat(LoadReport.cacheUse("TEXT named_metrics.kv_cache_utilization=1.000000"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "TEXT cpu_utilization=0.3",
                "TEXT named_metrics.kv_cache_utilization=",
                "TEXT named_metrics.kv_cache_utilization=much, x=1",
                "TEXT named_metrics.kv_cache_utilization=NaN",
                "TEXT named_metrics.kv_cache_utilization=1.5",
                "TEXT named_metrics.kv_cache_utilization=-0.1",
            })
    void whatIsNoShareIsNotUsed(String header) {
        assertThat(LoadReport.cacheUse(header)).isNull();
    }
}
