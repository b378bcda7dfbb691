package io.openaitriton.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesInDefinitionsTest {
    @ParameterizedTest
    @CsvSource({
        "*8b*, 8b, 2",
        "*8b*, llama-8b, 2",
        "*8b*, LLAMA-3.1-8B-INSTRUCT, 2",
        "*8b*, 8bit-70b, 2",
        "*8b*, 38b-8b, 2",
        "*8b*, v.8b, 2",
        "*8b*, 'a\n8b\nz', 2",
        "*8b*, 38b, -1",
        "*8b*, 1.8b, -1",
        "*8b*, 78b, -1",
        "*8b*, '', -1",
        "*0b*, 70b, -1",
        "*1.5b*, qwen-1.5b, 4",
        "*1.5b*, qwen-11.5b, -1",
        "*1.5b*, qwen-0.1.5b, -1",
        "*b8, a-b8, 2",
        "*b8, a-b88, -1",
        "llama-3-70b, Llama-3-70B, 11",
        "llama-3-70b, llama-3-70b-x, -1",
        "llama*, llama, 5",
        "llama*, my-llama, -1",
        "*llama, my-llama, 5",
        "*llama, my-llama-2, -1",
        "a*b*c, abc, 3",
        "a*b*c, a-c-b-c, 3",
        "a*b*c, acb, -1",
        "ab*ba, aba, -1",
        "8*8, 8, -1",
        "*, anything, 0",
        "*, '', 0",
        "'*8b*, big', big, 3",
        "'*8b*, big', 8b, 2",
        "'*b*, *8b*', 8b, 2",
        "' , ,8b', 8b, 2"
    })
    void fitByTheirCharacters(String names, String name, int fit) {
        assertThat(ModelNames.of(names).fit(name)).isEqualTo(fit);
    }

    @Test
    void noNamesMatchNothing() {
        assertThat(ModelNames.of("").fit("8b")).isEqualTo(-1);
        assertThat(ModelNames.NONE.fit("")).isEqualTo(-1);
    }

    @Test
    void aLongNameIsReadOnce() {
        String digits = "1".repeat(10_000_000);
        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThat(ModelNames.of("*1a*1a*1a*1a*1a*").fit(digits)).isEqualTo(-1));
    }
}
