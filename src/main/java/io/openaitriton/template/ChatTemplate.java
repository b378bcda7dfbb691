package io.openaitriton.template;

import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.node.Statement;
import io.openaitriton.template.runtime.Frame;
import io.openaitriton.template.runtime.Run;
import io.openaitriton.template.runtime.Scope;
import io.openaitriton.template.syntax.Parser;
import io.openaitriton.template.syntax.Parts;
import io.openaitriton.template.syntax.Scoping;
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
    private static final int MAX_EXPECTED = 32 << 10;

    private final Statement.Block body;
    private final Frame frame;
    private final int slots;
    private final TemplateOptions options;
    /** Length of the next output: a guess, which threads may overwrite. */
    private int expected = 1024;

    private ChatTemplate(Statement.Block body, Frame frame, int slots, TemplateOptions options) {
        this.body = body;
        this.frame = frame;
        this.slots = slots;
        this.options = options;
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
            Statement.Block body = new Parser(source, limits.depth()).parse();
            Frame frame = new Frame();
            Parts parts = new Parts(limits.source());
            if (parts.levels(body) > Run.MAX_LEVELS) {
                throw TemplateException.limit("The template is nested too deeply");
            }
            int slots = Scoping.resolve(body, frame, parts);
            return new ChatTemplate(body, frame, slots, options);
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
        try (Run run = new Run(options, variables, expected)) {
            Scope scope = new Scope(run, null, slots);
            run.memory.enter(scope);
            frame.enter(scope);
            body.render(scope);
            expected = Math.min(MAX_EXPECTED, run.out.length() + 64);
            return run.out.toString();
        } catch (StackOverflowError e) {
            throw TemplateException.limit("The template recurses too deeply");
        }
    }
}
