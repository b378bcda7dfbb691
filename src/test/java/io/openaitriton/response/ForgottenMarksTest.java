package io.openaitriton.response;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.openaitriton.response.ResponseReading.Enforced;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What small models get wrong around calls. */
class ForgottenMarksTest {
    @Test
    void aValueEndsAtTheNextParameterWhenItsClosingTagIsMissing() throws JsonProcessingException {
        assertThat(
                        read(
                                "qwen3_coder",
                                "<tool_call>\n<function=forecast>\n<parameter=place>\nFaro\n<parameter=days>\n3\n</parameter>\n</function>\n</tool_call>"))
                .isEqualTo("[call forecast: {\"place\": \"Faro\", \"days\": 3}]");
    }

    @Test
    void aValueEndsAtTheEndOfTheCallWhenItsClosingTagIsMissing() throws JsonProcessingException {
        assertThat(read(
                        "qwen3_coder",
                        "<tool_call>\n<function=forecast>\n<parameter=place>\nFaro\n</function>\n</tool_call>"))
                .isEqualTo("[call forecast: {\"place\": \"Faro\"}]");
    }

    @Test
    void anExtraBracketIsNotText() throws JsonProcessingException {
        assertThat(read("hermes", "<tool_call>\n{\"name\": \"forecast\", \"arguments\": {\"days\": 3}}}\n</tool_call>"))
                .isEqualTo("[call forecast: {\"days\": 3}]");
    }

    @Test
    void aMissingBracketEndsTheCall() throws JsonProcessingException {
        assertThat(read(
                        "hermes",
                        "<tool_call>\n{\"name\": \"forecast\", \"arguments\": {\"days\": 3}\n</tool_call>\nDone."))
                .isEqualTo("[call forecast: {\"days\": 3}, text: Done.]");
    }

    private static String read(String family, String text) throws JsonProcessingException {
        ResponseReading reading = new ResponseReading(
                new ResponseFormat(ResponseTemplates.tools(family), null),
                "",
                Map.of(
                        "forecast",
                        Cases.JSON.readTree(
                                "{\"properties\": {\"days\": {\"type\": \"integer\"}, \"place\": {\"type\": \"string\"}}}")),
                Enforced.NOTHING,
                null,
                true);
        String whole = Parts.read(reading, List.of(text), false).toString();
        for (List<String> pieces : Cases.cuts(text, 5)) {
            assertThat(Parts.read(reading, pieces, false)).hasToString(whole);
        }
        return whole;
    }
}
