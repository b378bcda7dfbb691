package io.openaitriton.template.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** A text of pieces is what a StringBuilder makes of them. */
class TextBuilderTest {
    private final Random random = new Random(20261129);

    @Test
    void piecesOfAnyLengthAreKeptInTheirOrder() {
        for (int round = 0; round < 200; round++) {
            TextBuilder text = new TextBuilder();
            StringBuilder expected = new StringBuilder();
            for (int i = 0; i < 100; i++) {
                String piece = piece();
                switch (random.nextInt(5)) {
                    case 0 -> {
                        int start = random.nextInt(expected.length() + 1);
                        assertThat(text.takeBack(start)).isEqualTo(expected.substring(start));
                        expected.setLength(start);
                    }
                    case 1 -> assertThat(text).hasToString(expected.toString());
                    default -> {
                        text.append(piece);
                        expected.append(piece);
                    }
                }
                assertThat(text.length()).isEqualTo(expected.length());
                assertThat(text.capacity()).isGreaterThanOrEqualTo(expected.length());
            }
            assertThat(text).hasToString(expected.toString());
        }
    }

    private String piece() {
        int length = random.nextInt(10) == 0 ? random.nextInt(10_000) : random.nextInt(300);
        StringBuilder piece = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            piece.append((char) (random.nextInt(100) == 0 ? '—' : 'a' + random.nextInt(26)));
        }
        return piece.toString();
    }
}
