package io.openaitriton.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.api.batches.BatchCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void aBatchSaysHowFarItIsAfterTenSecondsThenLessAndLessOften() {
        Progress progress = new Progress(0, new BatchCounts(1000, 0, 0));
        List<Long> lines = new ArrayList<>();
        for (long second = 1; second <= 7200; second++) {
            if (progress.at(second * SECOND, new BatchCounts(1000, 1, 0)) != null) {
                lines.add(second);
            }
        }
        assertThat(lines)
                .containsExactly(
                        10L, 30L, 70L, 150L, 310L, 630L, 1230L, 1830L, 2430L, 3030L, 3630L, 4230L, 4830L, 5430L, 6030L,
                        6630L);
    }

    @Test
    void theLineHasWhatIsDoneWhatFailedAndHowLongItTakesStill() {
        Progress progress = new Progress(0, new BatchCounts(50_000, 0, 0));
        assertThat(progress.at(10 * SECOND, new BatchCounts(50_000, 90, 10)))
                .isEqualTo("100 of 50000 requests done (10 failed), about 83 min left");
        assertThat(progress.at(30 * SECOND, new BatchCounts(50_000, 49_000, 0)))
                .isEqualTo("49000 of 50000 requests done, about 1 s left");
    }

    @Test
    void whatAnEarlierProcessDidDoesNotCountForTheTimeLeft() {
        Progress progress = new Progress(5 * SECOND, new BatchCounts(2000, 900, 100));
        assertThat(progress.at(15 * SECOND, new BatchCounts(2000, 910, 100)))
                .isEqualTo("1010 of 2000 requests done (100 failed), about 17 min left");
        assertThat(new Progress(0, new BatchCounts(20, 10, 0)).at(10 * SECOND, new BatchCounts(20, 10, 0)))
                .isEqualTo("10 of 20 requests done");
    }
}
