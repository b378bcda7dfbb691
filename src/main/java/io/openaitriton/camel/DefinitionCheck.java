package io.openaitriton.camel;

import io.openaitriton.prompt.source.TemplateSources;
import io.openaitriton.response.ResponseTemplates;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** Finds what cannot work in a model's definition, before the first request needs it. */
final class DefinitionCheck {
    /** What may stand in a path as it is, RFC 3986 3.3. */
    private static final String MARKS = "- . _ ~ ! $ & ' ( ) * + , ; = : @";

    private static final String MODEL = "[A-Za-z0-9" + MARKS.replace(" ", "") + "]+";

    private final ModelProperties definition;
    private final String model;

    DefinitionCheck(ModelProperties definition) {
        this.definition = definition;
        this.model = definition.model;
    }

    /** @throws IllegalArgumentException naming the property, its value, and what it may be */
    void check() {
        checkModel();
        if (definition.urls.isEmpty()) {
            throw new IllegalArgumentException("The definition of " + model
                    + " needs 'url', http://host:port of its Triton, or several with commas between");
        }
        checkValues(new Allowed(model));
        if (!definition.urls.stream().allMatch(url -> isUri(url + "/v2/models/" + model))) {
            throw new IllegalArgumentException("The definition of " + model
                    + " has a model or url that is no part of a URL: " + definition.getUrl() + "/v2/models/" + model);
        }
        if (definition.template.isBlank()) {
            throw new IllegalArgumentException("The definition of " + model
                    + " needs 'template', a built-in name (" + String.join(", ", TemplateSources.BUILT_IN)
                    + ") or the path of a tokenizer_config.json or chat_template.jinja");
        }
        if (definition.topP == 0 && (definition.dialect.equals("vllm") || definition.dialect.equals("tensorrt-llm"))) {
            throw new IllegalArgumentException(
                    "The default top_p of " + model + " must be above 0 in the dialect " + definition.dialect);
        }
    }

    private void checkModel() {
        if (model == null || model.isBlank()) {
            throw new IllegalArgumentException("A model's definition needs 'model', its name in Triton's repository");
        }
        if (!model.matches(MODEL) || model.matches("\\.{1,2}")) {
            throw new IllegalArgumentException("The property 'model' of a model's definition is '" + model
                    + "', which Triton would not find: Triton does not decode paths, so a name may have only ASCII letters, digits and"
                    + " " + MARKS + ". Rename the model in Triton's repository");
        }
    }

    private void checkValues(Allowed allowed) {
        definition.urls.forEach(url -> allowed.url("url", url));
        allowed.format("toolFormat", definition.toolFormat, ResponseTemplates.TOOLS);
        allowed.format("reasoningFormat", definition.reasoningFormat, ResponseTemplates.REASONING);
        allowed.between(0, 2, "temperature", definition.temperature);
        allowed.between(0, 1, "topP", definition.topP);
        allowed.tokens("maxTokens", definition.maxTokens);
        allowed.atLeast(0, "maxTokensLimit", definition.maxTokensLimit);
        allowed.atLeast(0, "contextLength", definition.contextLength);
        allowed.atLeast(1, "configTimeout", definition.configTimeout);
        allowed.oneOf(List.of("auto", "always", "never"), "structuralTags", definition.structuralTags);
        allowed.oneOf(List.of("refuse", "ignore"), "strictTools", definition.strictTools);
        allowed.separator("loraSeparator", definition.loraSeparator);
        allowed.atLeast(1, "maxAnswerBytes", definition.maxAnswerBytes);
        allowed.atLeast(1, "maxEventBytes", definition.maxEventBytes);
        allowed.atLeast(1, "templateTimeout", definition.templateTimeout);
        allowed.atLeast(1, "templateMemory", definition.templateMemory);
        allowed.atLeast(1, "imageMaxBytes", definition.imageMaxBytes);
        allowed.atLeast(1, "imageTimeout", definition.imageTimeout);
        allowed.atLeast(0, "idleTimeout", definition.idleTimeout);
        allowed.atLeast(0, "totalTimeout", definition.totalTimeout);
        allowed.atLeast(0, "maxConcurrent", definition.maxConcurrent);
        allowed.atLeast(0, "maxQueued", definition.maxQueued);
        allowed.atLeast(1, "maxWait", definition.maxWait);
    }

    private static boolean isUri(String text) {
        try {
            new URI(text);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
