package io.openaitriton.template.syntax;

import io.openaitriton.template.error.TemplateException;
import java.util.List;
import java.util.Set;

/** Tokens in order, and how deep the parser is in them. */
final class Tokens {
    private static final Set<String> CONSTANTS = Set.of("true", "True", "false", "False", "none", "None");

    private final List<Token> tokens;
    private final int maxDepth;
    private int index;
    private int depth;

    Tokens(List<Token> tokens, int maxDepth) {
        this.tokens = tokens;
        this.maxDepth = maxDepth;
    }

    Token current() {
        return tokens.get(index);
    }

    Token look() {
        return tokens.get(Math.min(index + 1, tokens.size() - 1));
    }

    Token next() {
        Token token = tokens.get(index);
        if (index < tokens.size() - 1) {
            index++;
        }
        return token;
    }

    boolean at(String operator) {
        return current().isOperator(operator);
    }

    boolean atName(String name) {
        return current().isName(name);
    }

    boolean at(Token.Kind kind) {
        return current().kind() == kind;
    }

    /** At a name that is a constant, and cannot be a variable. */
    boolean atConstant() {
        return at(Token.Kind.NAME) && CONSTANTS.contains(current().text());
    }

    /** @param end a name that also ends a tuple, or null */
    boolean atTupleEnd(String end) {
        return at(Token.Kind.VARIABLE_END) || at(Token.Kind.BLOCK_END) || at(")") || (end != null && atName(end));
    }

    boolean skip(String operator) {
        if (at(operator)) {
            next();
            return true;
        }
        return false;
    }

    boolean skipName(String name) {
        if (atName(name)) {
            next();
            return true;
        }
        return false;
    }

    Token expect(String operator) {
        if (!at(operator)) {
            throw unexpected("'" + operator + "'");
        }
        return next();
    }

    Token expectName(String name) {
        if (!atName(name)) {
            throw unexpected("'" + name + "'");
        }
        return next();
    }

    Token expect(Token.Kind kind, String described) {
        if (!at(kind)) {
            throw unexpected(described);
        }
        return next();
    }

    TemplateException unexpected(String expected) {
        return TemplateException.syntax(
                "Expected " + expected + ", got " + current().describe(),
                current().at());
    }

    /** Goes one level down in the source; {@link #leave} must follow. */
    void enter() {
        if (++depth > maxDepth) {
            throw TemplateException.limit("The template nests deeper than " + maxDepth)
                    .at(current().at());
        }
    }

    void leave() {
        depth--;
    }

    /** Refuses chains of operators so long that evaluating them would nest too deeply. */
    void checkChain(int length) {
        if (length > maxDepth) {
            throw TemplateException.limit("More than " + maxDepth + " operations in one chain")
                    .at(current().at());
        }
    }
}
