package io.openaitriton.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Special tokens, truncation and padding, with a tokenizer of the words one to nine, whose ids are those. */
class EncodingTest {
    private static final Truncation.Strategy LONGEST = Truncation.Strategy.LONGEST_FIRST;

    @TempDir
    Path folder;

    private Tokenizer tokenizer;

    @BeforeEach
    void read() {
        ObjectNode file = TokenizerFiles.json("""
                {"model": {"type": "WordLevel", "unk_token": "?", "vocab": {"?": 0}},
                 "pre_tokenizer": {"type": "WhitespaceSplit"},
                 "post_processor": {"type": "BertProcessing", "sep": ["?", 98], "cls": ["?", 97]}}""");
        Stream.of("1 2 3 4 5 6 7 8 9".split(" "))
                .forEach(digit -> file.withObject("/model/vocab").put(digit, Integer.parseInt(digit)));
        tokenizer = TokenizerFiles.load(folder, file);
    }

    @Test
    void aPairHasTypes() {
        Encoding pair = tokenizer.encode("1 2", "3");
        assertThat(pair.ids()).containsExactly(97, 1, 2, 98, 3, 98);
        assertThat(pair.typeIds()).containsExactly(0, 0, 0, 0, 1, 1);
        assertThat(pair.attentionMask()).containsOnly(1).hasSize(6);
        assertThat(tokenizer.specialTokens(false)).isEqualTo(2);
        assertThat(tokenizer.specialTokens(true)).isEqualTo(3);
        assertThat(tokenizer.encode("").ids()).containsExactly(97, 98);
    }

    @ParameterizedTest
    @CsvSource({
        "3, LONGEST_FIRST, false, 97 1 98",
        "5, LONGEST_FIRST, true, 97 2 3 4 98",
        "2, LONGEST_FIRST, false, 97 98",
        "4, ONLY_FIRST, false, 97 1 2 98",
        "9, ONLY_SECOND, false, 97 1 2 3 4 98",
    })
    void aTextIsCut(int length, Truncation.Strategy strategy, boolean left, String ids) {
        assertThat(tokenizer
                        .withTruncation(new Truncation(length, strategy, left))
                        .encode("1 2 3 4")
                        .ids())
                .containsExactly(ids(ids));
    }

    @ParameterizedTest
    @CsvSource({
        "9, LONGEST_FIRST, 97 1 2 3 98 4 5 6 98",
        "6, LONGEST_FIRST, 97 1 98 4 5 98",
        "8, ONLY_FIRST, 97 1 98 4 5 6 7 98",
        "8, ONLY_SECOND, 97 1 2 3 98 4 5 98",
    })
    void aPairIsCut(int length, Truncation.Strategy strategy, String ids) {
        assertThat(tokenizer
                        .withTruncation(new Truncation(length, strategy, false))
                        .encode("1 2 3", "4 5 6 7")
                        .ids())
                .containsExactly(ids(ids));
    }

    @Test
    void textsThatCannotBeTruncatedAreRefused() {
        Tokenizer onlyFirst = tokenizer.withTruncation(new Truncation(5, Truncation.Strategy.ONLY_FIRST, false));
        assertThatThrownBy(() -> onlyFirst.encode("1", "2 3 4"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The texts do not fit into 5 tokens when only the first is truncated, which has 1");
        Tokenizer onlySecond = tokenizer.withTruncation(new Truncation(3, Truncation.Strategy.ONLY_SECOND, false));
        assertThatThrownBy(() -> onlySecond.encode("1 2")).hasMessageContaining("there is none");
        assertThatThrownBy(() -> tokenizer.withTruncation(Truncation.to(1)))
                .hasMessage("A maximum length of 1 leaves no room for the 2 special tokens of this tokenizer");
    }

    @Test
    void aBatchIsPaddedToItsLongest() {
        List<Encoding> batch = tokenizer.withPadding(Padding.with(50)).encode(List.of("1", "2 3 4"));
        assertThat(batch.get(0).ids()).containsExactly(97, 1, 98, 50, 50);
        assertThat(batch.get(0).attentionMask()).containsExactly(1, 1, 1, 0, 0);
        assertThat(batch.get(1).ids()).containsExactly(97, 2, 3, 4, 98);
        List<Encoding> pairs =
                tokenizer.withPadding(new Padding(0, 4, 50, 2, true)).encode("1", List.of("2", "3 4"));
        assertThat(pairs.get(0).ids()).containsExactly(50, 50, 50, 97, 1, 98, 2, 98);
        assertThat(pairs.get(0).typeIds()).containsExactly(2, 2, 2, 0, 0, 0, 1, 1);
        assertThat(pairs.get(1).ids()).hasSize(8);
        assertThat(tokenizer
                        .withPadding(new Padding(6, 0, 50, 0, false))
                        .encode("1")
                        .ids())
                .containsExactly(97, 1, 98, 50, 50, 50);
    }

    @Test
    void theFilesOwnTruncationAndPaddingCount() {
        Tokenizer bert = Tokenizer.read(GoldenTokensTest.FOLDER.resolve("bert-cased.json"));
        assertThat(bert.truncation()).isEqualTo(new Truncation(24, LONGEST, false));
        assertThat(bert.padding()).isEqualTo(new Padding(0, 8, 0, 0, false));
        assertThat(bert.withPadding(null).encode("a").length()).isEqualTo(3);
        assertThat(bert.withTruncation(null).encode("a ".repeat(100)).length()).isEqualTo(104);
    }

    @Test
    void encodingsAreEqualByWhatIsInThem() {
        assertThat(tokenizer.encode("1 2"))
                .isEqualTo(tokenizer.encode("1  2"))
                .hasSameHashCodeAs(tokenizer.encode("1  2"))
                .isNotEqualTo(tokenizer.encode("2 1"));
        assertThat(tokenizer.encode("1"))
                .hasToString("Encoding[ids=[97, 1, 98], typeIds=[0, 0, 0], attentionMask=[1, 1, 1]]");
    }

    @Test
    void idsOfTokensAreKnown() {
        assertThat(Map.of("7", tokenizer.id("7"), "no such", tokenizer.id("no such")))
                .isEqualTo(Map.of("7", 7, "no such", -1));
    }

    private static int[] ids(String ids) {
        return Stream.of(ids.split(" ")).mapToInt(Integer::parseInt).toArray();
    }
}
