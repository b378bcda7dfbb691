package io.openaitriton.template.syntax;

import io.openaitriton.template.call.Environment;
import io.openaitriton.template.error.Position;
import io.openaitriton.template.node.Concatenation;
import io.openaitriton.template.node.Expression;
import io.openaitriton.template.node.Literal;
import io.openaitriton.template.node.Operation;
import io.openaitriton.template.operator.ComparisonOperator;
import io.openaitriton.template.value.Undefined;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads expressions from the weakest operator to the strongest, as jinja2/parser.py does. */
final class ExpressionParser implements Expressions {
    private static final Expression[] NONE = {};
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

    private final Tokens tokens;
    private final PrimaryParser primary;
    private final PostfixParser postfix;

    ExpressionParser(Tokens tokens, Environment environment) {
        this.tokens = tokens;
        this.primary = new PrimaryParser(tokens, this);
        this.postfix = new PostfixParser(tokens, environment, this, primary);
    }

    /** An expression, or several with commas between them, which make a tuple. */
    Expression tuple() {
        return tuple(true, null, false);
    }

    /** The same where an {@code if} would not belong to the expression. */
    Expression tupleWithoutConditional(String... end) {
        return tuple(false, end.length == 0 ? null : end[0], false);
    }

    private Expression tuple(boolean conditional, String end, boolean parentheses) {
        List<Expression> items = new ArrayList<>();
        boolean tuple = false;
        while (!tokens.atTupleEnd(end)) {
            items.add(conditional ? expression() : or());
            if (!tokens.skip(",")) {
                break;
            }
            tuple = true;
        }
        if (!tuple && items.size() == 1) {
            return items.get(0);
        }
        if (items.isEmpty() && !tuple && !parentheses) {
            throw tokens.unexpected("an expression");
        }
        return new Literal.TupleOf(items.toArray(NONE));
    }

    @Override
    public Expression tupleInParentheses() {
        return tuple(true, null, true);
    }

    @Override
    public Expression expression() {
        tokens.enter();
        Expression value = or();
        int chain = 0;
        while (tokens.atName("if")) {
            Position at = tokens.next().at();
            tokens.checkChain(++chain);
            Expression test = or();
            Expression otherwise = tokens.skipName("else") ? expression() : null;
            Undefined none = Undefined.because("the inline if-expression on line " + at.line()
                    + " evaluated to false and no else section was defined.");
            value = new Operation.Conditional(test, value, otherwise, none);
        }
        tokens.leave();
        return value;
    }

    private Expression or() {
        Expression first = and();
        if (!tokens.atName("or")) {
            return first;
        }
        List<Expression> operands = new ArrayList<>(List.of(first));
        while (tokens.skipName("or")) {
            operands.add(and());
        }
        return new Operation.Or(operands.toArray(NONE));
    }

    private Expression and() {
        Expression first = not();
        if (!tokens.atName("and")) {
            return first;
        }
        List<Expression> operands = new ArrayList<>(List.of(first));
        while (tokens.skipName("and")) {
            operands.add(not());
        }
        return new Operation.And(operands.toArray(NONE));
    }

    private Expression not() {
        if (!tokens.skipName("not")) {
            return comparison();
        }
        tokens.enter();
        Expression operand = not();
        tokens.leave();
        return new Operation.Not(operand);
    }

    private Expression comparison() {
        Position at = tokens.current().at();
        Expression first = sum();
        List<ComparisonOperator> comparators = new ArrayList<>();
        List<Expression> operands = new ArrayList<>();
        while (true) {
            Token token = tokens.current();
            if (token.kind() == Token.Kind.OPERATOR && COMPARISONS.contains(token.text())) {
                at = tokens.next().at();
                comparators.add(ComparisonOperator.of(token.text()));
            } else if (token.isName("in")) {
                at = tokens.next().at();
                comparators.add(ComparisonOperator.IN);
            } else if (token.isName("not") && tokens.look().isName("in")) {
                at = tokens.next().at();
                tokens.next();
                comparators.add(ComparisonOperator.NOT_IN);
            } else {
                break;
            }
            operands.add(sum());
        }
        return operands.isEmpty()
                ? first
                : new Operation.Comparison(
                        first, comparators.toArray(ComparisonOperator[]::new), operands.toArray(NONE), at);
    }

    private Expression sum() {
        Expression left = join();
        int chain = 0;
        while (tokens.at("+") || tokens.at("-")) {
            tokens.checkChain(++chain);
            Token operator = tokens.next();
            if (operator.isOperator("-")) {
                left = new Operation.Arithmetic("-", left, join(), operator.at());
            } else {
                List<Expression> terms = new ArrayList<>(List.of(left, join()));
                while (tokens.skip("+")) {
                    terms.add(join());
                }
                left = new Concatenation.Sum(terms.toArray(NONE), operator.at());
            }
        }
        return left;
    }

    private Expression join() {
        Expression first = product();
        if (!tokens.at("~")) {
            return first;
        }
        List<Expression> parts = new ArrayList<>(List.of(first));
        while (tokens.skip("~")) {
            parts.add(product());
        }
        return new Concatenation.Join(parts.toArray(NONE));
    }

    private Expression product() {
        Expression left = power();
        int chain = 0;
        while (tokens.at("*") || tokens.at("/") || tokens.at("//") || tokens.at("%")) {
            tokens.checkChain(++chain);
            Token operator = tokens.next();
            left = new Operation.Arithmetic(operator.text(), left, power(), operator.at());
        }
        return left;
    }

    /** Unlike in Python, powers group from the left. */
    private Expression power() {
        Expression left = unary(true);
        int chain = 0;
        while (tokens.at("**")) {
            tokens.checkChain(++chain);
            Position at = tokens.next().at();
            left = new Operation.Arithmetic("**", left, unary(true), at);
        }
        return left;
    }

    private Expression unary(boolean withFilters) {
        Expression value;
        if (tokens.at("-") || tokens.at("+")) {
            Token sign = tokens.next();
            tokens.enter();
            value = new Operation.Sign(sign.isOperator("-"), unary(false), sign.at());
            tokens.leave();
        } else {
            value = primary.read();
        }
        value = postfix.accesses(value);
        return withFilters ? postfix.filtersAndTests(value) : value;
    }

    Expression filters(Expression input) {
        return postfix.filters(input);
    }

    Expression filtersFromName() {
        return postfix.filters(postfix.filter(null));
    }
}
