package io.openaitriton.template.syntax;

import io.openaitriton.template.node.Expression;

/** Reads the expressions that stand within others. */
interface Expressions {
    Expression expression();

    /** What stands in parentheses: an expression, or a tuple, which may be empty. */
    Expression tupleInParentheses();
}
