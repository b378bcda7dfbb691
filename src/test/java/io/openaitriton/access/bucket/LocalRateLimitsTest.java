package io.openaitriton.access.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.access.RateLimit;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LocalRateLimitsTest {
    private final AtomicLong clock = new AtomicLong(Duration.ofDays(20).toNanos());
    private final RateLimit meter = new LocalRateLimits(clock::get).meter("requests", "a", 60);

    @Test
    void aFullMinuteIsAvailableAtFirstAndRefillsEvenly() {
        for (int i = 59; i >= 0; i--) {
            assertThat(meter.take(1)).isEqualTo(new RateLimit.Reading(true, i, 0, seconds(60 - i)));
        }
        assertThat(meter.take(1)).isEqualTo(new RateLimit.Reading(false, 0, seconds(1), seconds(60)));
        assertThat(meter.take(5)).isEqualTo(new RateLimit.Reading(false, 0, seconds(5), seconds(60)));

        pass(Duration.ofMillis(999));
        assertThat(meter.take(1).taken()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(meter.take(1)).isEqualTo(new RateLimit.Reading(true, 0, 0, seconds(60)));

        pass(Duration.ofHours(1));
        assertThat(meter.take(60).taken()).isTrue();
        assertThat(meter.take(1).taken()).isFalse();
    }

    @Test
    void returnedAmountsAreAvailableImmediatelyUpToTheLimit() {
        meter.take(50);
        meter.giveBack(20);
        assertThat(meter.take(30).remaining()).isZero();
        meter.giveBack(1000);
        assertThat(meter.take(1).remaining()).isEqualTo(59);
    }

    @Test
    void laterRequestsWaitForAnOverdraft() {
        meter.take(60);
        meter.charge(30);
        RateLimit.Reading refused = meter.take(1);
        assertThat(refused.taken()).isFalse();
        assertThat(refused.remaining()).isZero();
        assertThat(refused.waitNanos()).isEqualTo(seconds(31));
        pass(Duration.ofSeconds(31));
        assertThat(meter.take(1).taken()).isTrue();
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
