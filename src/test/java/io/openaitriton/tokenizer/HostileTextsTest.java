package io.openaitriton.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hundreds of kilobytes of the same text repeated: a quadratic algorithm would take an hour. */
@Timeout(120)
class HostileTextsTest {
    private static final int LENGTH = 200_000;
    private static final List<String> UNITS =
            List.of("a", "ab", " ", "e\u0301", "中", "\uD83D\uDE42", "\u2581", "\ud800");

    static Stream<String> kinds() {
        return Stream.of("llama", "gemma", "mistral", "bert-uncased", "xlm-roberta", "t5", "roberta", "clip");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aLongRunTakesBoundedTime(String kind) {
        Tokenizer tokenizer = Tokenizer.read(GoldenTokensTest.FOLDER.resolve(kind + ".json"));
        for (String unit : UNITS) {
            String text = unit.repeat(LENGTH / unit.length());
            int[] ids = tokenizer.ids(text);
            assertThat(ids.length).as(unit).isLessThanOrEqualTo(3 * LENGTH + 1);
            assertThat(tokenizer.count(text, 100)).as(unit).isGreaterThanOrEqualTo(Math.min(ids.length, 101));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 39, 40, 41, 42, 77, 400})
    void theHeapMergesAsTheListDoes(int length) {
        Tokenizer tokenizer = Tokenizer.read(GoldenTokensTest.FOLDER.resolve("llama.json"));
        String text = "einsinstantthethatandinganderererinnnnn".repeat(20).substring(0, length);
        NaiveMerges naive = new NaiveMerges(GoldenTokensTest.FOLDER.resolve("llama.json"));
        assertThat(tokenizer.ids(text)).containsExactly(naive.ids("\u2581" + text));
    }
}
