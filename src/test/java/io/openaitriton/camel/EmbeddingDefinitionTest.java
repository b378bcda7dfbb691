package io.openaitriton.camel;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Mistakes in the definition of an embedding model stop the start, with advice. */
class EmbeddingDefinitionTest {
    private static EmbeddingModel model(Consumer<EmbeddingModel> properties) {
        EmbeddingModel model = new EmbeddingModel();
        model.setModel("m");
        model.setUrl("http://127.0.0.1:8000");
        properties.accept(model);
        return model;
    }

    private static void assertRefused(Consumer<EmbeddingModel> properties, String why) {
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
        assertRefused(model -> model.setModel("a b"), "'model' of a model's definition must not be 'a b'");
        assertRefused(model -> model.setUrl("triton:8000"), "'url' must be http://host:port");
        assertRefused(
                model -> model.setKind("texts"), "'kind' must be one of auto, vllm, text, tokens, but is 'texts'");
        assertRefused(model -> model.setPooling("max"), "'pooling' must be one of mean, cls, last, none, auto");
        assertRefused(model -> model.setNormalize("yes"), "'normalize' must be one of auto, true, false");
        assertRefused(model -> model.setMaxCalls(0), "'maxCalls' must be a whole number of 1 or more");
        assertRefused(model -> model.setMaxBatch(-1), "'maxBatch' must be a whole number of 0 or more");
        assertRefused(model -> model.setMaxWait(0), "'maxWait' must be a whole number of 1 or more");
    }

    @Test
    void countingTokensNeedsATokenizer() {
        assertRefused(model -> model.setContextLength(512), "'contextLength', which needs 'tokenizer'");
        assertRefused(model -> model.setTruncate(true), "'truncate', which needs 'tokenizer'");
        assertRefused(model -> model.setTokenizer("/not/there.json"), "Cannot read the tokenizer /not/there.json");
    }
}
