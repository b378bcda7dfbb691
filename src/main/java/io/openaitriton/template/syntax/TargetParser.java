package io.openaitriton.template.syntax;

import io.openaitriton.template.error.Position;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.node.Access;
import io.openaitriton.template.node.Target;
import io.openaitriton.template.runtime.Binding;
import java.util.ArrayList;
import java.util.List;

/** Reads what values are assigned to. */
final class TargetParser {
    private final Tokens tokens;

    TargetParser(Tokens tokens) {
        this.tokens = tokens;
    }

    /** A name to assign to. */
    Target.Variable name() {
        boolean constant = tokens.atConstant();
        Token token = tokens.expect(Token.Kind.NAME, "a name");
        if (constant) {
            throw TemplateException.syntax("Can't assign to '" + token.text() + "'", token.at());
        }
        return new Target.Variable(token.text(), new Binding(), token.at());
    }

    /** One name or several with commas between them, up to this word. */
    Target target(String end) {
        return target(end, false);
    }

    /** The same, where the attribute of a namespace may stand for a name. */
    Target targetOrField() {
        return target(null, true);
    }

    private Target target(String end, boolean fields) {
        Position at = tokens.current().at();
        List<Target> targets = new ArrayList<>();
        boolean tuple = false;
        while (!tokens.atTupleEnd(end)) {
            targets.add(single(fields));
            if (!tokens.skip(",")) {
                break;
            }
            tuple = true;
        }
        if (targets.isEmpty() && !tuple) {
            throw tokens.unexpected("a name");
        }
        return tuple ? new Target.Unpacked(targets.toArray(Target[]::new), at) : targets.get(0);
    }

    private Target single(boolean fields) {
        if (tokens.at("(")) {
            tokens.next();
            tokens.enter();
            Target inner = target(null, false);
            tokens.leave();
            tokens.expect(")");
            return inner;
        }
        Target.Variable name = name();
        if (fields && tokens.skip(".")) {
            String attribute =
                    tokens.expect(Token.Kind.NAME, "the name of an attribute").text();
            return new Target.Field(new Access.Name(name.name(), name.at()), attribute, name.at());
        }
        return name;
    }

    /** The condition of a loop has the loop's variables for itself. */
    static Target copy(Target target) {
        if (target instanceof Target.Unpacked unpacked) {
            Target[] targets = unpacked.targets().clone();
            for (int i = 0; i < targets.length; i++) {
                targets[i] = copy(targets[i]);
            }
            return new Target.Unpacked(targets, unpacked.at());
        }
        Target.Variable variable = (Target.Variable) target;
        return new Target.Variable(variable.name(), new Binding(), variable.at());
    }
}
