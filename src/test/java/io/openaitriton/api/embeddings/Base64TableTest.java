package io.openaitriton.api.embeddings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Base64 of a part of an array is that of the JDK. */
class Base64TableTest {
    private final Random random = new Random(1);

    @Test
    void everyLengthAndOffsetIsEncodedAsTheJdkDoes() {
        byte[] source = new byte[120];
        random.nextBytes(source);
        for (int length = 0; length <= 100; length++) {
            for (int offset = 0; offset < 3; offset++) {
                byte[] expected = Base64.getEncoder().encode(Arrays.copyOfRange(source, offset, offset + length));
                byte[] target = new byte[offset + expected.length];
                assertThat(Base64Table.length(length)).isEqualTo(expected.length);
                assertThat(Base64Table.encode(source, offset, length, target, offset))
                        .isEqualTo(target.length);
                assertThat(Arrays.copyOfRange(target, offset, target.length)).isEqualTo(expected);
            }
        }
    }

    @Test
    void theLastBytesOfAnArrayAreEncoded() {
        for (int length = 1; length <= 20; length++) {
            byte[] source = new byte[length];
            random.nextBytes(source);
            byte[] target = new byte[Base64Table.length(length)];
            Base64Table.encode(source, 0, length, target, 0);
            assertThat(Base64.getDecoder().decode(target)).isEqualTo(source);
        }
    }
}
