package io.openaitriton.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ControlTokensTest {
    private static final ControlTokens TOKENS = new ControlTokens(
            List.of("<|eot_id|>", "<|im_end|>", "[INST]", "[/INST]", "<｜User｜>", "<s>", "\n", "x", "  "));

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
    void nothingOfRandomTextIsLostAndNoTokenIsLeft() {
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
    void noTokensAreNoWork() {
        assertThat(new ControlTokens(List.of()).neutralise("<|eot_id|>")).isEqualTo("<|eot_id|>");
    }
}
