package io.openaitriton.examples.rag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PassageSplitterTest {
    private final PassageSplitter splitter = new PassageSplitter();

    @Test
    void paragraphsShareAPassageWhileThereIsRoom() {
        splitter.setMaxLength(20);
        assertThat(splitter.split("one\n\ntwo\r\n\r\nthree\n \n\nfour five six seven"))
                .containsExactly("one\n\ntwo\n\nthree", "four five six seven");
    }

    @Test
    void aHeadingBeginsAPassageAndStaysWithItsText() {
        assertThat(splitter.split("Before.\n\n# One\n\n## Two\n\nText.\n\nMore.\n\n## Three\n\n#4 is no heading."))
                .containsExactly("Before.", "# One\n\n## Two\n\nText.\n\nMore.", "## Three\n\n#4 is no heading.");
    }

    @Test
    void aLongParagraphIsCutBehindASentenceOrBetweenWordsOrAnywhere() {
        splitter.setMaxLength(20);
        assertThat(splitter.split("It is a cat. It sat on a mat for some time"))
                .containsExactly("It is a cat.", "It sat on a mat for", "some time");
        assertThat(splitter.split("x".repeat(19) + "\ud83d\ude00" + "y".repeat(3)))
                .containsExactly("x".repeat(19), "\ud83d\ude00yyy");
    }

    @Test
    void noPassageIsLongerThanTheBoundAndNoneIsEmpty() {
        splitter.setMaxLength(25);
        String text = "# A heading\n\nSome words. ".repeat(9) + "z".repeat(70) + "\n\n" + "a b ".repeat(40);
        assertThat(splitter.split(text))
                .allSatisfy(passage -> assertThat(passage.length()).isBetween(1, 25));
        assertThat(String.join("", splitter.split(text)).replaceAll("\\s", "")).isEqualTo(text.replaceAll("\\s", ""));
    }

    @Test
    void aDocumentWithoutTextHasNoPassages() {
        assertThat(splitter.split("")).isEmpty();
        assertThat(splitter.split(" \n\n \t\n")).isEmpty();
    }

    @Test
    void aBoundThatIsTooSmallIsRefused() {
        assertThatThrownBy(() -> splitter.setMaxLength(5)).hasMessage("maxLength must be 20 or more, not 5");
    }
}
