package io.openaitriton.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.text.KnownText;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Blocks of text that come again, as one text. */
class JoinedTextsTest {
    private static final String LONG = "a long block ".repeat(30);

    private final Map<String, KnownText> byText = new IdentityHashMap<>();
    private final JoinedTexts texts = new JoinedTexts(10_000, byText);

    @Test
    void theSameBlocksGiveOneObjectFromTheSecondTimeOn() {
        String first = joined(LONG, "short");
        String second = joined(LONG, new String("short"));

        assertThat(first).isEqualTo(LONG + "\nshort");
        assertThat(byText).containsOnlyKeys(second);
        assertThat(joined(LONG, "short")).isSameAs(second);
        assertThat(byText.get(second).text()).isSameAs(second);
    }

    @Test
    void otherBlocksOrAnotherSeparatorAreAnotherText() {
        String known = twice(LONG, "short");

        assertThat(joined(LONG, "shorT")).isEqualTo(LONG + "\nshorT");
        assertThat(joined("short", LONG)).isEqualTo("short\n" + LONG);
        assertThat(texts.of(" ", List.of(LONG, "short"), text -> true)).isEqualTo(LONG + " short");
        assertThat(byText).containsOnlyKeys(known);
    }

    @Test
    void textsWithEqualHashesReplaceEachOther() {
        String first = twice(LONG, "Aa");
        String second = twice(LONG, "BB");

        assertThat(byText).containsOnlyKeys(second);
        assertThat(second).isEqualTo(LONG + "\nBB");
        assertThat(joined(LONG, "Aa")).isEqualTo(first);
    }

    @Test
    void aTextWithANewLongBlockIsNew() {
        for (int i = 0; i < 3; i++) {
            assertThat(texts.of("\n", List.of(LONG, LONG + "new"), LONG::equals))
                    .isEqualTo(LONG + "\n" + LONG + "new");
        }
        assertThat(byText).isEmpty();
    }

    /** What reads a known text does not look for them. */
    @Test
    void aTextWithAnUnpairedSurrogateIsNotKnown() {
        assertThat(twice(LONG, "\ud800")).isEqualTo(LONG + "\n\ud800");
        assertThat(byText).isEmpty();
    }

    @Test
    void noMoreCharactersAreKeptThanAllowed() {
        String first = twice(LONG, "0");
        for (int i = 1; i < 100; i++) {
            twice(LONG, Integer.toString(i));
            assertThat(byText.keySet().stream().mapToInt(String::length).sum()).isLessThanOrEqualTo(10_000);
        }
        assertThat(byText).hasSizeGreaterThan(20).doesNotContainKey(first);

        int size = byText.size();
        twice(LONG.repeat(7), "longer than a quarter of all");
        assertThat(byText).hasSize(size);
    }

    private String twice(String... blocks) {
        joined(blocks);
        return joined(blocks);
    }

    private String joined(String... blocks) {
        return texts.of("\n", List.of(blocks), text -> true);
    }
}
