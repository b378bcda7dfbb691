package io.openaitriton.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StopStageTest {
    @Test
    void theFirstStopStringEndsTheTextWhereverItIsCut() {
        String text = "aab aaab ENDE more";
        for (int size = 1; size < text.length(); size++) {
            StopStage filter = new StopStage(List.of("END", "ENDE", "xyz"));
            assertThat(run(filter, text, size)).as("in pieces of %d", size).isEqualTo("aab aaab ");
            assertThat(filter.matched()).isTrue();
        }
    }

    @Test
    void onlyWhatMayBecomeAStopStringIsHeldBack() {
        StopStage filter = new StopStage(List.of("END"));
        assertThat(filter.push("the EN")).isEqualTo("the ");
        assertThat(filter.push("X")).isEqualTo("ENX");
        assertThat(filter.push("E")).isEmpty();
        assertThat(filter.end()).isEqualTo("E");
        assertThat(filter.matched()).isFalse();
    }

    @Test
    void withoutStopStringsTextPasses() {
        assertThat(new StopStage(List.of()).push("any")).isEqualTo("any");
    }

    @Test
    void anySplitGivesTheSameText() {
        Random random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            String text = random.ints(30, 'a', 'd')
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            List<String> stops = List.of(text.substring(20, 23), "abca", "cc" + (char) ('a' + random.nextInt(3)));
            int first = stops.stream()
                    .mapToInt(text::indexOf)
                    .filter(i -> i >= 0)
                    .min()
                    .orElseThrow();
            assertThat(run(new StopStage(stops), text, 1 + random.nextInt(6)))
                    .as("%s stopped by %s", text, stops)
                    .isEqualTo(text.substring(0, first));
        }
    }

    private static String run(StopStage filter, String text, int size) {
        StringBuilder out = new StringBuilder();
        for (int from = 0; from < text.length(); from += size) {
            out.append(filter.push(text.substring(from, Math.min(text.length(), from + size))));
        }
        return out.append(filter.end()).toString();
    }
}
