package io.openaitriton.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EchoStageTest {
    private static final String MARKER = "<A>";
    private static final String PROMPT = "<B><U>hi<A>hello<U>more<A>";

    @Test
    void theExactPromptIsCut() {
        assertThat(EchoStage.cut(PROMPT + " Paris <A> is", PROMPT, MARKER)).isEqualTo(" Paris <A> is");
    }

    @Test
    void aPromptThatLostItsFirstTokenIsCutAtItsLastMarker() {
        assertThat(EchoStage.cut("<U>hi<A>hello<U>more<A> Paris", PROMPT, MARKER))
                .isEqualTo(" Paris");
    }

    @Test
    void aMarkerInTheModelsOwnTextIsLeftAlone() {
        assertThat(EchoStage.cut("<U>hi<A>hello<U>more<A> write <A> now", PROMPT, MARKER))
                .isEqualTo(" write <A> now");
    }

    @Test
    void aTextWithoutEchoIsNotTouched() {
        assertThat(EchoStage.cut("  Paris\n", PROMPT, MARKER)).isEqualTo("  Paris\n");
        assertThat(EchoStage.cut("", PROMPT, MARKER)).isEmpty();
    }

    @Test
    void aStreamedEchoIsHeldBackAndCut() {
        for (int size = 1; size < 12; size++) {
            assertThat(stream(PROMPT + "Paris <A>", size))
                    .as("in pieces of %d", size)
                    .isEqualTo("Paris <A>");
        }
    }

    @Test
    void aStreamWithoutEchoIsHeldBackOnlyWhileItMayBeOne() {
        EchoStage echo = new EchoStage(PROMPT, MARKER);
        assertThat(echo.push("<B")).isEmpty();
        assertThat(echo.push("old>")).isEqualTo("<Bold>");
        assertThat(echo.push(PROMPT)).isEqualTo(PROMPT);
    }

    @Test
    void aStreamThatEndsWithinThePromptGivesWhatWasHeld() {
        EchoStage echo = new EchoStage(PROMPT, MARKER);
        assertThat(echo.push("<B>") + echo.end()).isEqualTo("<B>");
    }

    private static String stream(String text, int size) {
        EchoStage echo = new EchoStage(PROMPT, MARKER);
        StringBuilder out = new StringBuilder();
        for (int from = 0; from < text.length(); from += size) {
            out.append(echo.push(text.substring(from, Math.min(text.length(), from + size))));
        }
        return out.append(echo.end()).toString();
    }
}
