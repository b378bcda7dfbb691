package io.openaitriton.simulator.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RapidJSON's words for what is wrong with a JSON text. */
class JsonSyntaxTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"text_input\":|Invalid value. at 14",
                "{bad|Missing a name for object member. at 1",
                "{\"a\":1,}|Missing a name for object member. at 7",
                "{\"a\" 1}|Missing a colon after a name of object member. at 5",
                "{\"a\":1 \"b\"|Missing a comma or } after an object member. at 7",
                "[1 2]|Missing a comma or ] after an array element. at 3",
                "{\"a\":1} x|The document root must not be followed by other values. at 8",
                "{\"a\":tru}|Invalid value. at 8",
                "{\"a\":-}|Invalid value. at 6",
                "{\"a\":1.}|Missing fraction part in number. at 7",
                "{\"a\":1e}|Missing exponent in number. at 7",
                "{\"a\":1e400}|Number too big to be stored in double. at 5",
                "{\"a\":\"x|Missing a closing quotation mark in string. at 7",
                "{\"a\":\"\\x\"}|Invalid escape character in string. at 6",
                "{\"a\":\"\\u12g4\"}|Incorrect hex digit after \\u escape in string. at 6",
                "{\"a\":\"\\ud800\"}|The surrogate pair in string is invalid. at 6"
            })
    void anErrorHasRapidJsonsWordsAndPosition(String json, String error) {
        assertThat(JsonSyntax.firstError(json.getBytes(StandardCharsets.UTF_8))).isEqualTo(error);
    }

    @Test
    void nothingAtAllIsAnEmptyDocument() {
        assertThat(JsonSyntax.firstError(new byte[0])).isEqualTo("The document is empty. at 0");
    }

    @Test
    void aDeepTextIsRefusedBeforeItFillsTheStack() {
        assertThat(JsonSyntax.firstError("[".repeat(1_000_000).getBytes(StandardCharsets.UTF_8)))
                .startsWith("Invalid value.");
    }

    @ParameterizedTest
    @ValueSource(strings = {" {} ", "[1,-2.5e+3,true,false,null,[],{\"a\":\"\\ud83d\\ude42\\n é\"}]", "\"x\"", "0"})
    void validJsonHasNoError(String json) {
        assertThat(JsonSyntax.firstError(json.getBytes(StandardCharsets.UTF_8))).isNull();
    }
}
