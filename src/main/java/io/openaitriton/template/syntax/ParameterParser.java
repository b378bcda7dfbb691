package io.openaitriton.template.syntax;

import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.node.Expression;
import io.openaitriton.template.node.Target;
import java.util.ArrayList;
import java.util.List;

/** Reads the parameters of macros and call blocks. */
final class ParameterParser {
    private final Tokens tokens;
    private final TargetParser targets;
    private final Expressions expressions;

    ParameterParser(Tokens tokens, TargetParser targets, Expressions expressions) {
        this.tokens = tokens;
        this.targets = targets;
        this.expressions = expressions;
    }

    /** @param defaults where those of the last parameters are added */
    Target.Variable[] read(List<Expression> defaults) {
        List<Target.Variable> parameters = new ArrayList<>();
        tokens.expect("(");
        while (!tokens.at(")")) {
            if (!parameters.isEmpty()) {
                tokens.expect(",");
            }
            tokens.checkChain(parameters.size());
            Target.Variable parameter = targets.name();
            for (Target.Variable other : parameters) {
                if (other.name().equals(parameter.name())) {
                    throw TemplateException.syntax("Two parameters are called '" + other.name() + "'", parameter.at());
                }
            }
            parameters.add(parameter);
            if (tokens.skip("=")) {
                defaults.add(expressions.expression());
            } else if (!defaults.isEmpty()) {
                throw tokens.unexpected("'=', since a parameter before this one has a default");
            }
        }
        tokens.expect(")");
        return parameters.toArray(Target.Variable[]::new);
    }
}
