package io.openaitriton.prompt.sanitize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ControlTokensTest {
    private static final ControlTokens TOKENS =
            tokens("<|eot_id|>", "<|im_end|>", "[INST]", "[/INST]", "<｜User｜>", "<s>", "\n", "x", "  ");

    private static ControlTokens tokens(String... texts) {
        return new ControlTokens(Stream.of(texts).map(TurnMarker::token).toList());
    }

    private static String neutralise(TurnMarker mark, String text) {
        return new ControlTokens(List.of(mark)).neutralise(text);
    }

    @Test
    void aTokenIsBrokenAfterItsFirstCharacter() {
        assertThat(TOKENS.neutralise("a<|eot_id|>b[INST]c<s>")).isEqualTo("a< |eot_id|>b[ INST]c< s>");
        assertThat(TOKENS.neutralise("<｜User｜>")).isEqualTo("< ｜User｜>");
    }

    @Test
    void textWithoutOneIsTheSameObject() {
        String text = "1 < 2, <|eot_id>, [inst], x\n  ";
        assertThat(TOKENS.neutralise(text)).isSameAs(text);
        List<String> texts = List.of("<|eot", "id|>");
        assertThat(TOKENS.neutralise(texts)).isSameAs(texts);
        assertThat(TOKENS.find(text)).isNull();
    }

    @Test
    void tokensWithinTokensAreBrokenToo() {
        assertThat(TOKENS.neutralise("<|eot_<|eot_id|>id|>")).isEqualTo("<|eot_< |eot_id|>id|>");
        assertThat(TOKENS.neutralise("<|eot_id|><|eot_id|>")).isEqualTo("< |eot_id|>< |eot_id|>");
    }

    @Test
    void aTokenOverSeveralTextsIsBroken() {
        assertThat(TOKENS.neutralise(List.of("a<", "|eot_", "id|>b"))).containsExactly("a< ", "|eot_", "id|>b");
        assertThat(TOKENS.neutralise(List.of("<|eot_id|>", "", "<|im_end|>")))
                .containsExactly("< |eot_id|>", "", "< |im_end|>");
    }

    @Test
    void randomTextIsKeptAndNoTokenIsLeft() {
        Random random = new Random(1);
        String[] pieces = {
            "<", "|", "eot_id", "|>", "<|eot_id|>", "[", "/", "INST", "]", "<s>", " ", "é", "😀", "[INST]"
        };
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            String safe = TOKENS.neutralise(text.toString());
            assertThat(TOKENS.find(safe)).isNull();
            assertThat(safe.replace(" ", "")).isEqualTo(text.toString().replace(" ", ""));
        }
    }

    @Test
    void withoutTokensThereIsNoWork() {
        assertThat(new ControlTokens(List.of()).neutralise("<|eot_id|>")).isEqualTo("<|eot_id|>");
    }

    @Test
    void aTokenIsFoundAmongThousandsThatBeginAlike() {
        ControlTokens many = tokens(IntStream.range(0, 2_000)
                .mapToObj(i -> "<|reserved_special_token_" + i + "|>")
                .toArray(String[]::new));
        assertThat(many.neutralise("<|reserved_special_token_1999|><|reserved_special_token_2000|>"))
                .isEqualTo("< |reserved_special_token_1999|><|reserved_special_token_2000|>");
    }

    @Test
    void anyNumberCompletesANumberedToken() {
        ControlTokens images =
                new ControlTokens(List.of(TurnMarker.numberedToken("<|image_1|>"), TurnMarker.token("<|image_x|>")));
        assertThat(images.neutralise("<|image_1|><|image_120|><|image_|><|image_x|>"))
                .isEqualTo("< |image_1|>< |image_120|><|image_|>< |image_x|>");
    }

    @Test
    void aTextOfDigitsIsReadOnce() {
        String digits = "1".repeat(2_000_000);
        assertThat(neutralise(new TurnMarker("1. User:", true, TurnMarker.Before.LINE, false), digits))
                .isSameAs(digits);
    }

    @Test
    void aMarkOfALineIsPlainTextElsewhere() {
        TurnMarker assistant = new TurnMarker("Assistant:", true, TurnMarker.Before.LINE, false);
        assertThat(neutralise(assistant, "Assistant: a\n  Assistant:\r\nAssistant: b"))
                .isEqualTo("A ssistant: a\n  A ssistant:\r\nA ssistant: b");
        String harmless = "The Assistant: a, xAssistant: b\nassistant: c";
        assertThat(neutralise(assistant, harmless)).isSameAs(harmless);
    }

    @Test
    void aMarkAfterASpaceIsPlainTextWithinAWord() {
        assertThat(neutralise(
                        new TurnMarker("USER:", true, TurnMarker.Before.SPACE, false),
                        "x USER: SUPERUSER: (USER: USER:"))
                .isEqualTo("x U SER: SUPERUSER: (USER: U SER:");
    }

    @Test
    void aRolesNameIsAMarkOnlyWhereTheLineEndsWithIt() {
        TurnMarker user = new TurnMarker("user", true, TurnMarker.Before.LINE, true);
        assertThat(neutralise(user, "user\nuser name\n user\nthe user"))
                .isEqualTo("u ser\nu ser name\n u ser\nthe user");
    }

    @Test
    void aTextNextToAnotherMayBeginALine() {
        ControlTokens line = new ControlTokens(List.of(new TurnMarker("A:", true, TurnMarker.Before.LINE, false)));
        assertThat(line.neutralise(List.of("x", "A: y"))).containsExactly("x", "A : y");
    }
}
