package io.openaitriton.template.syntax;

import io.openaitriton.template.call.Environment;
import io.openaitriton.template.error.Position;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.node.Assignment;
import io.openaitriton.template.node.Control;
import io.openaitriton.template.node.Expression;
import io.openaitriton.template.node.Flow;
import io.openaitriton.template.node.Invocation;
import io.openaitriton.template.node.MacroBody;
import io.openaitriton.template.node.Routine;
import io.openaitriton.template.node.Statement;
import io.openaitriton.template.node.Target;
import io.openaitriton.template.runtime.Frame;
import java.util.ArrayList;
import java.util.List;

/** Reads statements: jinja2/parser.py. */
final class StatementParser {
    private static final Expression[] NO_EXPRESSIONS = {};

    private final Tokens tokens;
    private final ExpressionParser expressions;
    private final TargetParser targets;
    private final ParameterParser parameters;

    StatementParser(Tokens tokens, Environment environment) {
        this.tokens = tokens;
        this.expressions = new ExpressionParser(tokens, environment);
        this.targets = new TargetParser(tokens);
        this.parameters = new ParameterParser(tokens, targets, expressions);
    }

    Statement.Block parse() {
        Statement.Block body = block(null);
        if (!tokens.at(Token.Kind.END)) {
            throw tokens.unexpected("the end of the template");
        }
        return body;
    }

    /** The body of a statement up to one of the tags that may end it, whose name is then the current token. */
    private Statement.Block body(Token opening, String... ends) {
        tokens.skip(":");
        tokens.expect(Token.Kind.BLOCK_END, "'%}'");
        Statement.Block body = block(ends);
        if (tokens.at(Token.Kind.END)) {
            throw TemplateException.syntax(
                    "Expected {% " + String.join(" %} or {% ", ends) + " %}, got the end of the template, for {% "
                            + opening.text() + " %} of line " + opening.at().line(),
                    tokens.current().at());
        }
        return body;
    }

    private Statement.Block bodyToEnd(Token opening, String end) {
        Statement.Block body = body(opening, end);
        tokens.next();
        return body;
    }

    private Statement.Block block(String[] ends) {
        tokens.enter();
        List<Statement> statements = new ArrayList<>();
        while (!tokens.at(Token.Kind.END)) {
            Token token = tokens.next();
            if (token.kind() == Token.Kind.DATA) {
                statements.add(new Statement.Text(token.text()));
            } else if (token.kind() == Token.Kind.VARIABLE_BEGIN) {
                Expression value = expressions.tuple();
                tokens.expect(Token.Kind.VARIABLE_END, "'}}'");
                statements.add(new Statement.Print(value, token.at()));
            } else {
                if (ends != null && atAny(ends)) {
                    break;
                }
                statements.add(statement(ends));
                tokens.expect(Token.Kind.BLOCK_END, "'%}'");
            }
        }
        tokens.leave();
        return new Statement.Block(statements.toArray(Statement[]::new));
    }

    private boolean atAny(String[] names) {
        for (String name : names) {
            if (tokens.atName(name)) {
                return true;
            }
        }
        return false;
    }

    private Statement statement(String[] ends) {
        Token tag = tokens.expect(Token.Kind.NAME, "the name of a tag");
        return switch (tag.text()) {
            case "if" -> ifStatement(tag);
            case "for" -> forStatement(tag);
            case "set" -> set(tag);
            case "with" -> with(tag);
            case "macro" -> macro(tag);
            case "call" -> callBlock(tag);
            case "filter" -> filterBlock(tag);
            case "generation" -> generation(tag);
            case "print" -> print();
            case "break" -> new Control.Jump(Flow.BREAK, tag.at());
            case "continue" -> new Control.Jump(Flow.CONTINUE, tag.at());
            default ->
                throw TemplateException.syntax(
                        ends == null
                                ? "Unknown tag '" + tag.text() + "'"
                                : "Unknown tag '" + tag.text() + "', expected {% " + String.join(" %} or {% ", ends)
                                        + " %}",
                        tag.at());
        };
    }

    private Statement ifStatement(Token tag) {
        List<Expression> tests = new ArrayList<>();
        List<Statement.Block> bodies = new ArrayList<>();
        String end;
        do {
            tests.add(expressions.tupleWithoutConditional());
            bodies.add(body(tag, "elif", "else", "endif"));
            end = tokens.next().text();
        } while (end.equals("elif"));
        if (end.equals("else")) {
            bodies.add(bodyToEnd(tag, "endif"));
        }
        return new Control.If(tests.toArray(NO_EXPRESSIONS), bodies.toArray(Statement.Block[]::new), tag.at());
    }

    private Statement forStatement(Token tag) {
        Target target = targets.target("in");
        tokens.expectName("in");
        Expression iterable = expressions.tupleWithoutConditional("recursive");
        Expression filter = tokens.skipName("if") ? expressions.expression() : null;
        boolean recursive = tokens.skipName("recursive");
        Statement.Block body = body(tag, "endfor", "else");
        Statement.Block otherwise = tokens.next().isName("else") ? bodyToEnd(tag, "endfor") : null;
        return new Control.For(
                target,
                iterable,
                filter,
                filter == null ? null : TargetParser.copy(target),
                body,
                otherwise,
                recursive,
                new Control.For.Frames(),
                tag.at());
    }

    private Statement set(Token tag) {
        Target target = targets.targetOrField();
        if (tokens.skip("=")) {
            return new Assignment.Set(target, expressions.tuple(), tag.at());
        }
        Invocation.Filtered filter = tokens.at("|") ? (Invocation.Filtered) expressions.filters(null) : null;
        Statement.Block body = bodyToEnd(tag, "endset");
        return new Assignment.SetBlock(target, filter, body, new Frame(), tag.at());
    }

    private Statement with(Token tag) {
        List<Target> names = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        while (!tokens.at(Token.Kind.BLOCK_END)) {
            if (!names.isEmpty()) {
                tokens.expect(",");
            }
            names.add(targets.target(null));
            tokens.expect("=");
            values.add(expressions.expression());
        }
        Statement.Block body = bodyToEnd(tag, "endwith");
        return new Assignment.With(names.toArray(Target[]::new), values.toArray(NO_EXPRESSIONS), body, new Frame());
    }

    private Statement macro(Token tag) {
        Target.Variable name = targets.name();
        List<Expression> defaults = new ArrayList<>();
        Target.Variable[] names = parameters.read(defaults);
        Statement.Block body = bodyToEnd(tag, "endmacro");
        return new Routine.MacroDefinition(name, routine(names, defaults, body));
    }

    private static MacroBody routine(Target.Variable[] parameters, List<Expression> defaults, Statement.Block body) {
        return new MacroBody(parameters, defaults.toArray(NO_EXPRESSIONS), body, new MacroBody.Layout());
    }

    private Statement callBlock(Token tag) {
        List<Expression> defaults = new ArrayList<>();
        Target.Variable[] names = tokens.at("(") ? parameters.read(defaults) : new Target.Variable[0];
        Position at = tokens.current().at();
        if (!(expressions.expression() instanceof Invocation.Call call)) {
            throw TemplateException.syntax("Expected a call", at);
        }
        Statement.Block body = bodyToEnd(tag, "endcall");
        return new Routine.CallBlock(call, routine(names, defaults, body), tag.at());
    }

    private Statement filterBlock(Token tag) {
        Invocation.Filtered filter = (Invocation.Filtered) expressions.filtersFromName();
        Statement.Block body = bodyToEnd(tag, "endfilter");
        return new Assignment.FilterBlock(filter, body, new Frame());
    }

    private Statement generation(Token tag) {
        Statement.Block body = bodyToEnd(tag, "endgeneration");
        return new Routine.Generation(routine(new Target.Variable[0], List.of(), body));
    }

    private Statement print() {
        List<Statement> parts = new ArrayList<>();
        while (!tokens.at(Token.Kind.BLOCK_END)) {
            if (!parts.isEmpty()) {
                tokens.expect(",");
            }
            Position at = tokens.current().at();
            parts.add(new Statement.Print(expressions.expression(), at));
        }
        return new Statement.Block(parts.toArray(Statement[]::new));
    }
}
