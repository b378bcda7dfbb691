package io.openaitriton.template;

/** Finding a text within another in a time that cannot be made quadratic. */
final class Search {
    private Search() {}

    static int indexOf(Run run, String text, String part, int from) {
        if (part.length() < 16 || text.length() < 4096) {
            int found = text.indexOf(part, from);
            // only what was read is paid for, else many short finds in a long text would cost as its square
            run.scan((found < 0 ? text.length() : (long) found) - from);
            return found;
        }
        run.steps((long) text.length() - from >> 4);
        return linear(run, text, part, from);
    }

    static int lastIndexOf(Run run, String text, String part, int from) {
        if (part.length() >= 16 && text.length() >= 4096) {
            run.steps((long) text.length() * part.length() >> 10);
        }
        int found = text.lastIndexOf(part, from);
        int read = Math.min(from, text.length()) - Math.max(0, found);
        run.steps((long) Math.max(0, read) * Math.min(16, part.length()) >> 6);
        return found;
    }

    /** Knuth, Morris and Pratt's search. */
    private static int linear(Run run, String text, String part, int from) {
        int first = text.indexOf(part.substring(0, 8), from);
        if (first < 0) {
            return -1;
        }
        run.grow(2L * part.length());
        int[] borders = new int[part.length()];
        for (int i = 1, k = 0; i < borders.length; i++) {
            while (k > 0 && part.charAt(i) != part.charAt(k)) {
                k = borders[k - 1];
            }
            k += part.charAt(i) == part.charAt(k) ? 1 : 0;
            borders[i] = k;
        }
        for (int i = first, k = 0; i < text.length(); i++) {
            while (k > 0 && text.charAt(i) != part.charAt(k)) {
                k = borders[k - 1];
            }
            k += text.charAt(i) == part.charAt(k) ? 1 : 0;
            if (k == borders.length) {
                return i - k + 1;
            }
        }
        return -1;
    }
}
