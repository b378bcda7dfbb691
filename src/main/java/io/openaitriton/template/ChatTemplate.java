package io.openaitriton.template;

import io.openaitriton.template.builtin.Builtins;
import io.openaitriton.template.call.Environment;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.node.Template;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.runtime.Limits;
import io.openaitriton.template.syntax.Parser;
import io.openaitriton.text.KnownTexts;
import io.openaitriton.text.LongText;
import java.util.Map;

/**
 * A Hugging Face chat template: Jinja2 as transformers sets it up, that is the immutable sandbox with
 * {@code trim_blocks}, {@code lstrip_blocks}, loop controls and the {@code generation} block.
 *
 * <p>Parse once and render from as many threads as you like. Variables, and what is within them, are
 * {@link Map}s with string keys, {@link java.util.List}s, {@link String}s, {@link Number}s, {@link Boolean}s and null;
 * they are read and never changed, and must not change while a rendering runs.
 */
public final class ChatTemplate {
    private final Template template;
    private final Limits limits;
    private final Map<String, Object> globals;

    private ChatTemplate(Template template, Limits limits, Map<String, Object> globals) {
        this.template = template;
        this.limits = limits;
        this.globals = globals;
    }

    /**
     * Parses with the system's clock and the default bounds.
     *
     * @throws TemplateException of kind {@code SYNTAX} or {@code LIMIT}, with line and column
     */
    public static ChatTemplate parse(String source) {
        return parse(source, TemplateOptions.DEFAULT);
    }

    /** Parses for rendering with this clock and these bounds. */
    public static ChatTemplate parse(String source, TemplateOptions options) {
        try {
            TemplateLimits limits = options.limits();
            if (source.length() > limits.source()) {
                throw TemplateException.limit("The template has more than " + limits.source() + " characters");
            }
            Environment environment = Builtins.environment(options.clock());
            Template template = Parser.parse(source, environment, limits.depth(), limits.source());
            Limits ofRendering = new Limits(limits.timeout(), limits.memory(), limits.depth(), limits.range());
            return new ChatTemplate(template, ofRendering, environment.globals());
        } catch (StackOverflowError e) {
            // the bound on depth is counted in source terms; a small thread stack may end before it
            throw TemplateException.limit("The template is nested too deeply");
        }
    }

    /**
     * The text for these variables.
     *
     * @throws TemplateException where Jinja2 would raise, and where a bound is passed
     */
    public String render(Map<String, ?> variables) {
        return compose(variables, new KnownTexts()).toString();
    }

    /**
     * The same in pieces, which need not be joined to be sent.
     *
     * @param known texts among the variables whose JSON is known; those of the rendering are added
     */
    public LongText compose(Map<String, ?> variables, KnownTexts known) {
        try (Context context = new Context(limits, globals, variables, known)) {
            template.render(context);
            return context.output.text();
        } catch (StackOverflowError e) {
            throw TemplateException.limit("The template recurses too deeply");
        }
    }
}
