package io.openaitriton.template.syntax;

import io.openaitriton.template.error.Position;

/**
 * A piece of a template's source.
 *
 * @param value what it stands for: text of data, names and operators, decoded strings, numbers
 */
record Token(Kind kind, Object value, Position at) {
    enum Kind {
        DATA,
        BLOCK_BEGIN,
        BLOCK_END,
        VARIABLE_BEGIN,
        VARIABLE_END,
        NAME,
        STRING,
        INTEGER,
        FLOAT,
        OPERATOR,
        END
    }

    String text() {
        return (String) value;
    }

    boolean isName(String name) {
        return kind == Kind.NAME && value.equals(name);
    }

    boolean isOperator(String operator) {
        return kind == Kind.OPERATOR && value.equals(operator);
    }

    /** For messages. */
    String describe() {
        return switch (kind) {
            case DATA -> "text";
            case BLOCK_BEGIN -> "'{%'";
            case BLOCK_END -> "'%}'";
            case VARIABLE_BEGIN -> "'{{'";
            case VARIABLE_END -> "'}}'";
            case STRING -> "a string";
            case INTEGER, FLOAT -> "the number " + value;
            case END -> "the end of the template";
            case NAME, OPERATOR -> "'" + value + "'";
        };
    }
}
