package io.openaitriton.template;

import java.util.List;

/** Renders a conversation to the prompt that a model was trained on. Implementations are safe to share. */
public interface PromptTemplate {

    /** The name that selects it in a model's definition. */
    String name();

    /** The prompt, up to and with the header after which the model speaks. */
    String render(List<Turn> turns);

    /** The text that opens the model's own turn, and thus ends every prompt. */
    String generationMarker();

    /**
     * The built-in template of this name.
     *
     * @param bosToken begin-of-text token that llama-3.1 starts with; empty where the backend adds it by itself, as
     *     Triton's vLLM and TensorRT-LLM backends do
     * @throws IllegalArgumentException when there is none, with the names that there are
     */
    static PromptTemplate builtIn(String name, String bosToken) {
        return switch (name) {
            case Llama31.NAME -> new Llama31(bosToken);
            case LlamaApisix.NAME -> new LlamaApisix();
            default ->
                throw new IllegalArgumentException("No prompt template is named '" + name + "'. There are: "
                        + Llama31.NAME + ", " + LlamaApisix.NAME);
        };
    }
}
