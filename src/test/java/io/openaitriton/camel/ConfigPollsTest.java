package io.openaitriton.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConfigPollsTest {
    @Test
    void anErrorDoesNotEndThePolling() {
        ConfigPolls polls = new ConfigPolls();
        polls.setConfigInterval(1);
        AtomicInteger reads = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        polls.every(
                () -> {
                    if (reads.incrementAndGet() < 3) {
                        throw new StackOverflowError();
                    }
                    return false;
                },
                done::incrementAndGet);
        await().atMost(Duration.ofSeconds(20)).until(() -> done.get() == 1);
        assertThat(reads).hasValue(3);
        polls.stop();
    }
}
