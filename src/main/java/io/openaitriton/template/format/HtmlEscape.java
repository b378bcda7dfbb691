package io.openaitriton.template.format;

import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.value.Markup;

/** markupsafe.escape */
public final class HtmlEscape {
    private HtmlEscape() {}

    /** The value as text that is safe in HTML; markup is that already. */
    public static Markup escape(Context context, Object value) {
        if (value instanceof Markup markup) {
            return markup;
        }
        String text = Representation.str(context, value);
        context.read(text.length());
        context.grow(text.length());
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            String escaped = switch (c) {
                case '&' -> "&amp;";
                case '<' -> "&lt;";
                case '>' -> "&gt;";
                case '"' -> "&#34;";
                case '\'' -> "&#39;";
                default -> null;
            };
            if (escaped == null) {
                out.append(c);
            } else {
                context.grow(4);
                out.append(escaped);
            }
        }
        return new Markup(out.toString());
    }
}
