package io.openaitriton.template.syntax;

import io.openaitriton.template.error.Position;
import io.openaitriton.template.node.Access;
import io.openaitriton.template.node.Expression;
import io.openaitriton.template.node.Literal;
import java.util.ArrayList;
import java.util.List;

/** Reads what operators stand between: names, literals and parentheses. */
final class PrimaryParser {
    private static final Expression[] NONE = {};

    private final Tokens tokens;
    private final Expressions expressions;

    PrimaryParser(Tokens tokens, Expressions expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    Expression read() {
        Token token = tokens.current();
        switch (token.kind()) {
            case NAME -> {
                boolean constant = tokens.atConstant();
                tokens.next();
                return constant ? constant(token.text()) : new Access.Name(token.text(), token.at());
            }
            case STRING -> {
                return string();
            }
            case INTEGER, FLOAT -> {
                return new Literal.Constant(tokens.next().value());
            }
            default -> {
                if (token.isOperator("(")) {
                    return parentheses();
                }
                if (token.isOperator("[")) {
                    return list();
                }
                if (token.isOperator("{")) {
                    return dictionary();
                }
                throw tokens.unexpected("an expression");
            }
        }
    }

    private static Expression constant(String name) {
        return new Literal.Constant(
                switch (name) {
                    case "true", "True" -> true;
                    case "false", "False" -> false;
                    default -> null;
                });
    }

    /** Strings that follow each other are one. */
    private Expression string() {
        String text = tokens.next().text();
        if (tokens.at(Token.Kind.STRING)) {
            StringBuilder all = new StringBuilder(text);
            while (tokens.at(Token.Kind.STRING)) {
                all.append(tokens.next().text());
            }
            text = all.toString();
        }
        return new Literal.Constant(text);
    }

    private Expression parentheses() {
        tokens.next();
        tokens.enter();
        Expression value = expressions.tupleInParentheses();
        tokens.leave();
        tokens.expect(")");
        return value;
    }

    private Expression list() {
        tokens.next();
        List<Expression> items = new ArrayList<>();
        while (!tokens.at("]")) {
            items.add(expressions.expression());
            if (!tokens.at("]")) {
                tokens.expect(",");
            }
        }
        tokens.next();
        return new Literal.ListOf(items.toArray(NONE));
    }

    private Expression dictionary() {
        Position at = tokens.next().at();
        List<Expression> keys = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        while (!tokens.at("}")) {
            keys.add(expressions.expression());
            tokens.expect(":");
            values.add(expressions.expression());
            if (!tokens.at("}")) {
                tokens.expect(",");
            }
        }
        tokens.next();
        return new Literal.Dictionary(keys, values, at);
    }
}
