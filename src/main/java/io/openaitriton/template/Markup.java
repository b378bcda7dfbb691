package io.openaitriton.template;

/** Text that is marked as safe HTML: a string whose neighbours are escaped when they are joined to it. */
record Markup(String text) {

    /** markupsafe.escape */
    static Markup escape(Run run, Object value) {
        if (value instanceof Markup markup) {
            return markup;
        }
        String text = Representation.str(run, value);
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&#34;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        run.grow(out.length());
        return new Markup(out.toString());
    }
}
