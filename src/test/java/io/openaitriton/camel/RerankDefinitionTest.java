package io.openaitriton.camel;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Mistakes in the definition of a cross-encoder stop the start, with advice. */
class RerankDefinitionTest {
    private static RerankModel model(Consumer<RerankModel> properties) {
        RerankModel model = new RerankModel();
        model.setModel("m");
        model.setUrl("http://127.0.0.1:8000");
        properties.accept(model);
        return model;
    }

    private static void assertRefused(Consumer<RerankModel> properties, String why) {
        assertThatThrownBy(() -> model(properties).start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aNameAndAUrlAreEnough() {
        assertThatCode(() -> model(properties -> {}).start()).doesNotThrowAnyException();
    }

    @Test
    void aWrongValueIsNamed() {
        assertRefused(model -> model.setKind("vllm"), "'kind' must be one of auto, text, tokens, but is 'vllm'");
        assertRefused(model -> model.setActivation("tanh"), "'activation' must be one of sigmoid, softmax, none, auto");
        assertRefused(
                model -> model.setTruncation("only_first"), "'truncation' must be one of longest_first, only_second");
        assertRefused(
                model -> model.setPairTemplate("{query}"),
                "must have {query} and {document}, each once, but is '{query}'");
        assertRefused(model -> model.setTruncate(true), "'truncate', which needs 'tokenizer'");
    }
}
