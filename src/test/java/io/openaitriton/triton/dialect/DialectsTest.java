package io.openaitriton.triton.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openaitriton.api.OpenAiJson;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialectsTest {
    @ParameterizedTest
    @CsvSource({
        "text_input stream sampling_parameters exclude_input_in_output, vllm, false",
        "text_input max_tokens stop_words stream, tensorrt-llm, false",
        "text_input streaming sampling_param_max_tokens stop, tensorrt-llm-api, true",
        "text_input, generic, false",
        "INPUT__0 max_tokens, generic, false",
        "'', generic, false"
    })
    void theInputsTellTheDialect(String inputs, String id, boolean cumulative) throws Exception {
        Dialect dialect = of(inputs, "");
        assertThat(dialect.id()).isEqualTo(id);
        assertThat(dialect.cumulative()).isEqualTo(cumulative);
    }

    @ParameterizedTest
    @CsvSource({"true, true", "True, true", "false, false", "${accumulate_tokens}, false"})
    void aParameterTellsThatBlsAccumulates(String value, boolean cumulative) throws Exception {
        String parameters = ",\"parameters\":{\"accumulate_tokens\":{\"string_value\":\"" + value + "\"}}";
        assertThat(of("max_tokens stop_words", parameters).cumulative()).isEqualTo(cumulative);
    }

    @Test
    void aMissingConfigIsGeneric() throws Exception {
        assertThat(Dialects.of(OpenAiJson.mapper().readTree("[]"), DialectOptions.DEFAULT)
                        .id())
                .isEqualTo("generic");
    }

    @Test
    void everyDialectHasItsName() {
        for (String name : Dialects.NAMES) {
            assertThat(Dialects.named(name, DialectOptions.DEFAULT).id()).isEqualTo(name);
        }
        assertThatThrownBy(() -> Dialects.named("tgi", DialectOptions.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'tgi'")
                .hasMessageContaining("generic, vllm");
        assertThatThrownBy(() -> new DialectOptions("outlines", false)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Dialect of(String inputs, String more) throws Exception {
        String list = Arrays.stream(inputs.split(" "))
                .map(name -> "{\"name\":\"" + name + "\",\"data_type\":\"TYPE_STRING\"}")
                .collect(Collectors.joining(","));
        return Dialects.of(
                OpenAiJson.mapper().readTree("{\"name\":\"m\",\"input\":[" + list + "]" + more + "}"),
                DialectOptions.DEFAULT);
    }

    @Test
    void aModelThatIsNotDecoupledHasTheDialectOfItsBackend() {
        for (Method method : Dialect.class.getDeclaredMethods()) {
            assertThat(NotDecoupled.class.getDeclaredMethods())
                    .as("delegates %s", method.getName())
                    .anyMatch(own -> own.getName().equals(method.getName()));
        }
    }
}
