package io.openaitriton.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.openaitriton.call.Failures;
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

    @Test
    void aValueThatCannotBeWrittenIsNotTheClientsMistake() {
        Throwable thrown = catchThrowable(() -> OpenAiJson.bytes(new Object()));

        assertThat(thrown).hasMessage("The gateway cannot write a value of type java.lang.Object as JSON.");
        assertThat(Failures.toApi(new IllegalStateException(thrown)).status()).isEqualTo(500);
        assertThat(catchThrowable(() -> OpenAiJson.text(new Object()))).hasMessage(thrown.getMessage());
    }
}
