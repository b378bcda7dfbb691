package io.openaitriton.template.syntax;

import io.openaitriton.template.call.Environment;
import io.openaitriton.template.error.Position;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.method.Member;
import io.openaitriton.template.node.Access;
import io.openaitriton.template.node.ArgumentList;
import io.openaitriton.template.node.Expression;
import io.openaitriton.template.node.Invocation;
import io.openaitriton.template.node.Literal;
import io.openaitriton.template.node.Operation;
import java.util.ArrayList;
import java.util.List;

/** Reads what follows a value: attributes, subscripts, calls, filters and tests. */
final class PostfixParser {
    private static final Expression[] NONE = {};

    private final Tokens tokens;
    private final Environment environment;
    private final Expressions expressions;
    private final PrimaryParser primary;

    PostfixParser(Tokens tokens, Environment environment, Expressions expressions, PrimaryParser primary) {
        this.tokens = tokens;
        this.environment = environment;
        this.expressions = expressions;
        this.primary = primary;
    }

    Expression accesses(Expression value) {
        Expression result = value;
        for (int chain = 1; ; chain++) {
            tokens.checkChain(chain);
            if (tokens.at(".")) {
                result = attribute(result);
            } else if (tokens.at("[")) {
                result = subscript(result);
            } else if (tokens.at("(")) {
                result = call(result);
            } else {
                return result;
            }
        }
    }

    Expression filtersAndTests(Expression value) {
        Expression result = value;
        for (int chain = 1; ; chain++) {
            tokens.checkChain(chain);
            if (tokens.at("|")) {
                tokens.next();
                result = filter(result);
            } else if (tokens.atName("is")) {
                result = test(result);
            } else if (tokens.at("(")) {
                result = call(result);
            } else {
                return result;
            }
        }
    }

    Expression filters(Expression value) {
        Expression result = value;
        for (int chain = 1; tokens.at("|"); chain++) {
            tokens.checkChain(chain);
            tokens.next();
            result = filter(result);
        }
        return result;
    }

    /** One filter, at its name. */
    Expression filter(Expression input) {
        Position at = tokens.current().at();
        String name = dottedName("the name of a filter");
        ArgumentList arguments = tokens.at("(") ? arguments() : ArgumentList.NONE;
        return new Invocation.Filtered(input, name, environment.filters().get(name), arguments, at);
    }

    private String dottedName(String described) {
        StringBuilder name =
                new StringBuilder(tokens.expect(Token.Kind.NAME, described).text());
        while (tokens.skip(".")) {
            name.append('.').append(tokens.expect(Token.Kind.NAME, described).text());
        }
        return name.toString();
    }

    private Expression test(Expression input) {
        tokens.next();
        boolean negated = tokens.skipName("not");
        Position at = tokens.current().at();
        String name = dottedName("the name of a test");
        ArgumentList arguments = ArgumentList.NONE;
        if (tokens.at("(")) {
            arguments = arguments();
        } else if (startsArgument()) {
            if (tokens.atName("is")) {
                throw tokens.unexpected("something else, since tests cannot be chained");
            }
            Expression argument = accesses(primary.read());
            arguments = new ArgumentList(new Expression[] {argument}, new String[0], null, null);
        }
        Expression test = new Invocation.Tested(input, name, environment.tests().get(name), arguments, at);
        return negated ? new Operation.Not(test) : test;
    }

    /** Tests may have one argument without parentheses. */
    private boolean startsArgument() {
        return switch (tokens.current().kind()) {
            case NAME -> !tokens.atName("else") && !tokens.atName("or") && !tokens.atName("and");
            case STRING, INTEGER, FLOAT -> true;
            default -> tokens.at("[") || tokens.at("{");
        };
    }

    private Expression attribute(Expression target) {
        Position at = tokens.next().at();
        if (tokens.at(Token.Kind.INTEGER)) {
            return new Access.Item(target, new Literal.Constant(tokens.next().value()), at);
        }
        String name = tokens.expect(Token.Kind.NAME, "a name or number").text();
        return new Access.Attribute(target, Member.of(name), at);
    }

    private Expression subscript(Expression target) {
        Position at = tokens.next().at();
        List<Expression> keys = new ArrayList<>();
        Access.Slice slice = null;
        while (!tokens.at("]")) {
            if (!keys.isEmpty() || slice != null) {
                tokens.expect(",");
            }
            Expression key = tokens.at(":") ? null : expressions.expression();
            if (tokens.at(":")) {
                slice = slice(target, key, at);
                keys.add(slice);
            } else {
                keys.add(key);
            }
        }
        tokens.next();
        if (keys.size() == 1) {
            return slice != null ? slice : new Access.Item(target, keys.get(0), at);
        }
        return slice != null
                ? new Access.Subscripts(keys, at)
                : new Access.Item(target, new Literal.TupleOf(keys.toArray(NONE)), at);
    }

    private Access.Slice slice(Expression target, Expression start, Position at) {
        tokens.expect(":");
        Expression stop = tokens.at(":") ? null : sliceEnd();
        Expression step = tokens.skip(":") ? sliceEnd() : null;
        return new Access.Slice(target, start, stop, step, at);
    }

    private Expression sliceEnd() {
        return tokens.at("]") || tokens.at(",") ? null : expressions.expression();
    }

    private Expression call(Expression target) {
        Position at = tokens.current().at();
        return new Invocation.Call(target, arguments(), at);
    }

    private ArgumentList arguments() {
        Position at = tokens.expect("(").at();
        List<Expression> values = new ArrayList<>();
        List<String> names = new ArrayList<>();
        Expression rest = null;
        Expression namedRest = null;
        while (!tokens.at(")")) {
            if (tokens.at("*")) {
                ensure(rest == null && namedRest == null, at);
                tokens.next();
                rest = expressions.expression();
            } else if (tokens.at("**")) {
                ensure(namedRest == null, at);
                tokens.next();
                namedRest = expressions.expression();
            } else if (tokens.at(Token.Kind.NAME) && tokens.look().isOperator("=")) {
                ensure(namedRest == null, at);
                String name = tokens.next().text();
                tokens.checkChain(names.size());
                ensure(!names.contains(name), at);
                names.add(name);
                tokens.next();
                values.add(expressions.expression());
            } else {
                ensure(rest == null && namedRest == null && names.isEmpty(), at);
                values.add(expressions.expression());
            }
            if (!tokens.at(")")) {
                tokens.expect(",");
            }
        }
        tokens.next();
        return new ArgumentList(values.toArray(NONE), names.toArray(String[]::new), rest, namedRest);
    }

    private static void ensure(boolean allowed, Position at) {
        if (!allowed) {
            throw TemplateException.syntax("The arguments of this call are out of order or given twice", at);
        }
    }
}
