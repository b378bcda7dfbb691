package io.openaitriton.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyHashTest {
    @Test
    void isTheSha256OfTheKey() {
        // FIPS 180-4's example
        assertThat(KeyHash.of("abc").hex())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(KeyHash.of("abc"))
                .isEqualTo(KeyHash.parse("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"))
                .hasSameHashCodeAs(KeyHash.of("abc"));
    }

    @Test
    void everyByteCounts() {
        String hex = KeyHash.of("abc").hex();
        for (int i = 0; i < hex.length(); i++) {
            String other = hex.substring(0, i) + (hex.charAt(i) == '0' ? '1' : '0') + hex.substring(i + 1);
            assertThat(KeyHash.parse(other)).isNotEqualTo(KeyHash.of("abc"));
        }
    }

    @Test
    void revealsNothingOfTheKey() {
        assertThat(KeyHash.of("abc")).hasToString("sha256");
        assertThat(KeyHash.parse("abc")).isNull();
    }
}
