package io.openaitriton.template.node;

import io.openaitriton.template.runtime.Frame;
import java.util.Arrays;
import java.util.function.Consumer;

/** A macro's parameters and body. Defaults are those of the last parameters. */
public record MacroBody(Target.Variable[] parameters, Expression[] defaults, Statement.Block body, Layout layout)
        implements Node {

    /** What is settled while parsing. A slot is -1 where the body does not use the name. */
    public static final class Layout {
        public final Frame frame = new Frame();
        public int slots;
        public int caller = -1;
        public int keywords = -1;
        public int positionals = -1;
        /** Levels of the parsed template within. */
        public int levels;
    }

    @Override
    public void children(Consumer<Node> visitor) {
        Arrays.asList(parameters).forEach(visitor);
        Arrays.asList(defaults).forEach(visitor);
        visitor.accept(body);
    }
}
