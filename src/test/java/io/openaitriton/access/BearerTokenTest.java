package io.openaitriton.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokenTest {
    @Test
    void isWhatFollowsTheSchemeInAnyCase() {
        assertThat(BearerToken.of("Bearer abc")).isEqualTo("abc");
        assertThat(BearerToken.of("bEARER   abc ")).isEqualTo("abc");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "abc", "Bearer", "Bearer ", "Bearer\tabc", "Basic YTpi", "Bearerabc"})
    void isMissingElsewhere(String header) {
        assertThat(BearerToken.of(header)).isNull();
    }
}
