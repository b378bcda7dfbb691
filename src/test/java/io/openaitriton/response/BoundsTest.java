package io.openaitriton.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.openaitriton.response.ResponseReading.Enforced;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is held back is bounded, and arguments that are passed on are not. */
class BoundsTest {
    private static final String PIECE = "x".repeat(1 << 16);

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "hermes ~ <tool_call>{\"arguments\": {\"place\": \"",
                "hermes ~ <tool_call>{\"other\": \"",
                "minimax_m2 ~ <minimax:tool_call><invoke name=\"",
                "qwen3_coder ~ <function=forecast><parameter=days>",
                "glm45 ~ <tool_call>forecast<arg_key>"
            })
    void moreThanTheBoundIsRefusedWithItsSize(String family, String text) {
        ResponseParser parser = parser(family, new Parts());
        parser.push(text);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 70; i++) {
                        parser.push(PIECE);
                    }
                })
                .isInstanceOf(ResponseException.class)
                .hasMessageContaining("4194304 characters");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {"pythonic ~ [forecast(place=", "gemma4 ~ <|tool_call>call:forecast{place:"})
    void aValueIsNotNestedTooDeeply(String family, String text) {
        ResponseParser parser = parser(family, new Parts());
        parser.push(text);
        assertThatThrownBy(() -> parser.push("[".repeat(1100)))
                .isInstanceOf(ResponseException.class)
                .hasMessageContaining("nested deeper than 1000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "hermes ~ <tool_call>{\"name\": \"forecast\", \"arguments\": {\"place\": \" ~ \"}}</tool_call>",
                "qwen3_coder ~ <function=forecast><parameter=place> ~ </parameter></function>",
                "gemma4 ~ <|tool_call>call:forecast{place:<|\"|> ~ <|\"|>}<tool_call|>",
                "pythonic ~ [forecast(place=\" ~ \")]"
            })
    void argumentsMayBeLonger(String family, String before, String after) {
        Parts parts = new Parts();
        ResponseParser parser = parser(family, parts);
        parser.push(before);
        for (int i = 0; i < 70; i++) {
            parser.push(PIECE);
        }
        parser.push(after);
        parser.end(false);
        assertThat(parts.calls()).hasSize(1);
        assertThat(parts.calls().get(0).text).hasSizeGreaterThan(70 * PIECE.length());
    }

    private static ResponseParser parser(String family, Parts parts) {
        JsonNode days = JsonNodeFactory.instance.objectNode().put("type", "integer");
        JsonNode schema = JsonNodeFactory.instance
                .objectNode()
                .set("properties", JsonNodeFactory.instance.objectNode().set("days", days));
        return new ResponseParser(
                new ResponseReading(
                        new ResponseFormat(ResponseTemplates.tools(family), null),
                        "",
                        Map.of("forecast", schema),
                        Enforced.NOTHING,
                        null,
                        true),
                parts);
    }
}
