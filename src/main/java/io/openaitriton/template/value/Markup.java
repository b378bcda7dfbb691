package io.openaitriton.template.value;

import io.openaitriton.template.format.Representation;
import io.openaitriton.template.runtime.Reachable;
import io.openaitriton.template.runtime.Run;

/** Text that is marked as safe HTML: a string whose neighbours are escaped when they are joined to it. */
public record Markup(String text) implements Reachable.Holder {
    @Override
    public Object[] held() {
        return new Object[] {text};
    }

    /** markupsafe.escape */
    public static Markup escape(Run run, Object value) {
        if (value instanceof Markup markup) {
            return markup;
        }
        String text = Representation.str(run, value);
        run.read(text.length());
        run.grow(text.length());
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
                run.grow(4);
                out.append(escaped);
            }
        }
        return new Markup(out.toString());
    }
}
