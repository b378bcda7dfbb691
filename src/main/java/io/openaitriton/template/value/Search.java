package io.openaitriton.template.value;

import io.openaitriton.template.runtime.Context;

/** Searches a text within another. Comparisons count as work, so that no text can make a search slow. */
public final class Search {
    /** So many characters the machine searches for at once; of longer texts each place where they match is tried. */
    private static final int HEAD = 8;

    private Search() {}

    public static int indexOf(Context context, String text, String part, int from) {
        if (part.length() <= HEAD) {
            int found = text.indexOf(part, from);
            pay(context, (found < 0 ? text.length() : found) - from, part.length());
            return found;
        }
        String head = part.substring(0, HEAD);
        int found = indexOf(context, text, head, from);
        while (found >= 0 && !matches(context, text, part, found)) {
            found = indexOf(context, text, head, found + 1);
        }
        return found;
    }

    public static int lastIndexOf(Context context, String text, String part, int from) {
        if (part.length() <= HEAD) {
            int found = text.lastIndexOf(part, from);
            pay(context, 8L * (Math.min(from, text.length()) - Math.max(0, found)), part.length());
            return found;
        }
        String head = part.substring(0, HEAD);
        int found = lastIndexOf(context, text, head, from);
        while (found >= 0 && !matches(context, text, part, found)) {
            found = lastIndexOf(context, text, head, found - 1);
        }
        return found;
    }

    private static void pay(Context context, long read, int length) {
        if (read * length >= 256) {
            context.steps(read * length >> 8);
        }
    }

    private static boolean matches(Context context, String text, String part, int at) {
        context.steps(1 + (part.length() >> 5));
        return text.startsWith(part, at);
    }
}
