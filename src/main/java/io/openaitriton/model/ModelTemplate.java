package io.openaitriton.model;

import io.openaitriton.prompt.PromptSettings;
import io.openaitriton.prompt.PromptTemplate;
import io.openaitriton.prompt.sanitize.ControlTokenPolicy;
import io.openaitriton.prompt.source.TemplateSources;
import io.openaitriton.template.TemplateLimits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the chat template of a model's definition, and logs tokens that it uses and no file defines. */
final class ModelTemplate {
    private static final Logger LOG = LoggerFactory.getLogger(ModelTemplate.class);
    private static final Set<String> REPORTED = ConcurrentHashMap.newKeySet();

    private final ModelDefinition definition;

    private ModelTemplate(ModelDefinition definition) {
        this.definition = definition;
    }

    /** @throws IllegalArgumentException if the template does not exist, or cannot be used */
    static PromptTemplate of(ModelDefinition definition) {
        return new ModelTemplate(definition).make();
    }

    /** Path of the model's tokenizer; null when the definition has none. */
    static Path tokenizer(ModelDefinition definition) {
        String tokenizer = definition.tokenizer;
        return tokenizer == null || tokenizer.isBlank() ? null : ServedModel.path(tokenizer);
    }

    private PromptTemplate make() {
        List<String> control =
                new ArrayList<>(List.of(definition.controlTokens.trim().split("\\s+")));
        Path tokenizer = tokenizer(definition);
        if (tokenizer != null) {
            control.addAll(TemplateSources.specialTokens(tokenizer));
        }
        PromptTemplate template = new PromptTemplate(
                TemplateSources.find(definition.template.trim()),
                PromptSettings.DEFAULT
                        .withBosToken(definition.bosToken)
                        .withControlTokens(control)
                        .withPolicy(ControlTokenPolicy.of(definition.controlTokensInContent))
                        .withLimits(TemplateLimits.DEFAULT
                                .withTimeout(definition.templateTimeout)
                                .withMemory(definition.templateMemory)));
        template.undefinedTokens().forEach(this::warnOfUndefined);
        return template;
    }

    /** Logs it once, even if the routes create their definitions again. */
    private void warnOfUndefined(String token) {
        String template = definition.template;
        int context = System.identityHashCode(definition.getCamelContext());
        if (!REPORTED.add(context + definition.model + template + token)) {
            return;
        }
        if (!token.equals("bos_token")) {
            LOG.warn(
                    "The chat template {} of {} uses {}, which no file defines, so prompts lack this token. Put the"
                            + " model's tokenizer_config.json next to the template",
                    template,
                    definition.model,
                    token);
        } else if (!TemplateSources.BUILT_IN.contains(template.trim())) {
            LOG.info(
                    "The chat template {} of {} uses bos_token, which is empty because vLLM and TensorRT-LLM add"
                            + " that token to every prompt. For a backend that does not, set 'bosToken' in the"
                            + " model's definition",
                    template,
                    definition.model);
        }
    }
}
