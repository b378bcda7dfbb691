package io.openaitriton.template.value;

import io.openaitriton.template.text.CodePoints;

/** Text that is marked as safe HTML: a string whose neighbours are escaped when they are joined to it. */
public final class Markup extends PythonObject {
    private final String text;

    public Markup(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    @Override
    public String type() {
        return "Markup";
    }

    @Override
    public int length() {
        return CodePoints.length(text);
    }

    @Override
    public Object[] held() {
        return new Object[] {text};
    }
}
