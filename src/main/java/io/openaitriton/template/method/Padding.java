package io.openaitriton.template.method;

import io.openaitriton.template.call.Args;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.text.CodePoints;
import io.openaitriton.template.value.Integers;
import io.openaitriton.template.value.Types;

/** String methods that make a text longer with spaces or other filling. */
final class Padding {
    private Padding() {}

    /** @param side 0 pads on the right, 1 on the left, 2 on both */
    static String pad(Context context, String text, Args args, int side) {
        String fill = args.has(1) ? Types.requireText(args.get(1)) : " ";
        if (CodePoints.length(fill) != 1) {
            throw TemplateException.value("The fill character must be exactly one character long");
        }
        long width = Integers.of(args.get(0));
        long missing = width - CodePoints.length(text);
        if (missing <= 0) {
            return text;
        }
        context.grow(2 * Math.min(missing, Integer.MAX_VALUE));
        // CPython puts the odd one to the left if the width is odd as well
        long left = side == 0 ? 0 : side == 1 ? missing : missing / 2 + (missing & width & 1);
        return fill.repeat((int) left) + text + fill.repeat((int) (missing - left));
    }

    static String zeros(Context context, String text, long width) {
        long missing = width - CodePoints.length(text);
        if (missing <= 0) {
            return text;
        }
        context.grow(2 * Math.min(missing, Integer.MAX_VALUE));
        int sign = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        return text.substring(0, sign) + "0".repeat((int) missing) + text.substring(sign);
    }

    static String expandTabs(Context context, String text, long size) {
        StringBuilder out = new StringBuilder();
        int column = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\t') {
                long spaces = size <= 0 ? 0 : size - column % size;
                context.step();
                context.grow(spaces);
                out.append(" ".repeat((int) spaces));
                column += (int) spaces;
            } else {
                out.append(c);
                column = c == '\n' || c == '\r' ? 0 : column + 1;
            }
        }
        return out.toString();
    }
}
