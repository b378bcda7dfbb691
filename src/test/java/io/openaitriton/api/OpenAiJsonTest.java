package io.openaitriton.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.api.Test;

/** Records of JSON. */
class OpenAiJsonTest {
    private record Mixed(String text, int number, boolean flag, Integer boxed) {}

    @Test
    void componentsMissingInTheJsonAreNullZeroOrFalse() throws JsonProcessingException {
        assertThat(OpenAiJson.mapper().readValue("{}", Mixed.class)).isEqualTo(new Mixed(null, 0, false, null));
        assertThat(OpenAiJson.mapper().readValue("{\"number\":1}", Mixed.class))
                .isEqualTo(new Mixed(null, 1, false, null));
    }
}
