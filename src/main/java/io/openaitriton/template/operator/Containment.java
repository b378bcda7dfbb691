package io.openaitriton.template.operator;

import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.runtime.Missing;
import io.openaitriton.template.value.DictView;
import io.openaitriton.template.value.Dicts;
import io.openaitriton.template.value.Equality;
import io.openaitriton.template.value.Iteration;
import io.openaitriton.template.value.Search;
import io.openaitriton.template.value.Types;
import java.util.Iterator;
import java.util.Map;

/** {@code in} */
public final class Containment {
    private Containment() {}

    /** Whether a container has an element, or a text a part. */
    public static boolean contains(Context context, Object container, Object element) {
        if (container instanceof Map<?, ?> map) {
            Dicts.checkKey(element);
            return Dicts.get(context, map, element) != Missing.VALUE;
        }
        String text = Types.text(container);
        if (text != null) {
            String part = Types.text(element);
            if (part == null) {
                throw TemplateException.value(
                        "'in <string>' requires string as left operand, not " + Types.name(element));
            }
            return Search.indexOf(context, text, part, 0) >= 0;
        }
        if (container instanceof DictView view && view.kind() == DictView.Kind.KEYS) {
            return contains(context, view.map(), element);
        }
        Iterator<?> iterator = Iteration.orNone(container);
        if (iterator == null) {
            throw TemplateException.value("argument of type '" + Types.name(container) + "' is not iterable");
        }
        while (iterator.hasNext()) {
            context.step();
            if (Equality.equalElement(context, iterator.next(), element)) {
                return true;
            }
        }
        return false;
    }
}
