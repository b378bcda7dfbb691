package io.openaitriton.model;

import io.openaitriton.prompt.source.TemplateSources;
import io.openaitriton.response.ResponseTemplates;
import java.util.List;

/** Finds mistakes in a model's definition at startup, before the first request. */
final class DefinitionCheck {
    private final ModelProperties definition;
    private final String model;

    DefinitionCheck(ModelProperties definition) {
        this.definition = definition;
        this.model = definition.model;
    }

    /** @throws IllegalArgumentException naming the property, its value, and what it may be */
    void check() {
        ServedModelCheck.check(definition);
        checkValues(new Allowed(model));
        if (definition.template.isBlank()) {
            throw new IllegalArgumentException("The definition of " + model
                    + " needs 'template': a built-in name (" + String.join(", ", TemplateSources.BUILT_IN)
                    + ") or the path of a tokenizer_config.json or chat_template.jinja");
        }
        if (definition.topP == 0 && (definition.dialect.equals("vllm") || definition.dialect.equals("tensorrt-llm"))) {
            throw new IllegalArgumentException(
                    "'topP' of " + model + " must be more than 0 with the dialect " + definition.dialect);
        }
    }

    private void checkValues(Allowed allowed) {
        allowed.format("toolFormat", definition.toolFormat, ResponseTemplates.TOOLS);
        allowed.format("reasoningFormat", definition.reasoningFormat, ResponseTemplates.REASONING);
        allowed.between(0, 2, "temperature", definition.temperature);
        allowed.between(0, 1, "topP", definition.topP);
        allowed.tokens("maxTokens", definition.maxTokens);
        allowed.atLeast(0, "maxTokensLimit", definition.maxTokensLimit);
        allowed.atLeast(0, "contextLength", definition.contextLength);
        allowed.oneOf(List.of("auto", "always", "never"), "structuralTags", definition.structuralTags);
        allowed.oneOf(List.of("refuse", "ignore"), "strictTools", definition.strictTools);
        allowed.separator("loraSeparator", definition.loraSeparator);
        allowed.atLeast(1, "maxEventBytes", definition.maxEventBytes);
        allowed.atLeast(1, "templateTimeout", definition.templateTimeout);
        allowed.atLeast(1, "templateMemory", definition.templateMemory);
        allowed.atLeast(1, "imageMaxBytes", definition.imageMaxBytes);
        allowed.atLeast(1, "imageTimeout", definition.imageTimeout);
    }
}
