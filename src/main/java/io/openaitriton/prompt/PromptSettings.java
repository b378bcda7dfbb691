package io.openaitriton.prompt;

import io.openaitriton.prompt.sanitize.ControlTokenPolicy;
import io.openaitriton.template.TemplateLimits;
import io.openaitriton.template.TemplateOptions;
import java.util.List;

/**
 * The settings of a model's definition for prompts, in addition to the template.
 *
 * @param bosToken begin-of-text token for the template; empty if the backend adds it, as Triton's vLLM and TensorRT-LLM backends
 * do
 * @param controlTokens control tokens in addition to those of the template's source
 * @param policy what to do with control tokens in content
 * @param options clock and bounds of a rendering
 */
public record PromptSettings(
        String bosToken, List<String> controlTokens, ControlTokenPolicy policy, TemplateOptions options) {

    /** No begin-of-text token, control tokens neutralised, the system's clock. */
    public static final PromptSettings DEFAULT =
            new PromptSettings("", List.of(), ControlTokenPolicy.NEUTRALISE, TemplateOptions.DEFAULT);

    /** With this begin-of-text token. */
    public PromptSettings withBosToken(String bosToken) {
        return new PromptSettings(bosToken, controlTokens, policy, options);
    }

    /** With these control tokens in addition to the source's. */
    public PromptSettings withControlTokens(List<String> controlTokens) {
        return new PromptSettings(bosToken, controlTokens, policy, options);
    }

    /** With this policy. */
    public PromptSettings withPolicy(ControlTokenPolicy policy) {
        return new PromptSettings(bosToken, controlTokens, policy, options);
    }

    /** With these bounds. */
    public PromptSettings withLimits(TemplateLimits limits) {
        return withOptions(new TemplateOptions(options.clock(), limits));
    }

    /** With this clock and these bounds. */
    public PromptSettings withOptions(TemplateOptions options) {
        return new PromptSettings(bosToken, controlTokens, policy, options);
    }
}
