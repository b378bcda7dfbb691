package io.openaitriton.template.syntax;

import io.openaitriton.template.call.Environment;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.node.Statement;
import io.openaitriton.template.node.Template;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.runtime.Frame;

/** Makes a tree of nodes of a template's source. */
public final class Parser {
    private Parser() {}

    /**
     * Parses, and settles where each name's value is.
     *
     * @param depth how deeply the source may nest
     * @param length for how many characters of source the work may last
     */
    public static Template parse(String source, Environment environment, int depth, int length) {
        Tokens tokens = new Tokens(new Lexer(source).tokens(), depth);
        Statement.Block body = new StatementParser(tokens, environment).parse();
        NodeWalker walker = new NodeWalker(length);
        if (walker.levels(body) > Context.MAX_LEVELS) {
            throw TemplateException.limit("The template is nested too deeply");
        }
        Frame frame = new Frame();
        return new Template(body, frame, Scoping.resolve(body, frame, walker));
    }
}
