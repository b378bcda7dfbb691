package io.openaitriton.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Additional names of a model, as its definition lists them: {@code *70b*, llama-3-70b}. Case does not matter, and {@code *}
 * stands for any text.
 *
 * <p>A number after a {@code *} is a whole number: {@code *8b*} does not match {@code 38b} or {@code 1.8b}, which are other sizes.
 */
final class ModelNames {
    static final ModelNames NONE = new ModelNames(List.of());

    private final List<Glob> globs;

    private ModelNames(List<Glob> globs) {
        this.globs = globs;
    }

    /** @param names with commas between */
    static ModelNames of(String names) {
        return new ModelNames(Arrays.stream(names.split(","))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .map(Glob::of)
                .toList());
    }

    /** How well the best matching name fits: its number of characters without stars. -1 if none matches. */
    int fit(String name) {
        int best = -1;
        if (!globs.isEmpty()) {
            String text = lower(name);
            for (Glob glob : globs) {
                if (glob.length() > best && glob.matches(text)) {
                    best = glob.length();
                }
            }
        }
        return best;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /**
     * One name.
     *
     * @param texts between the stars; an empty text at an end stands for a star there
     * @param length of the texts together
     */
    private record Glob(List<String> texts, int length) {
        private static Glob of(String name) {
            List<String> texts = List.of(lower(name).split("\\*", -1));
            return new Glob(texts, texts.stream().mapToInt(String::length).sum());
        }

        private boolean matches(String name) {
            String first = texts.get(0);
            if (texts.size() == 1) {
                return name.equals(first);
            }
            if (!name.startsWith(first)) {
                return false;
            }
            int from = first.length();
            for (String text : texts.subList(1, texts.size() - 1)) {
                int at = find(text, name, from);
                if (at < 0) {
                    return false;
                }
                from = at + text.length();
            }
            String last = texts.get(texts.size() - 1);
            int at = name.length() - last.length();
            return at >= from && name.endsWith(last) && isWhole(last, name, at);
        }

        private static int find(String text, String name, int from) {
            int at = name.indexOf(text, from);
            while (at >= 0 && !isWhole(text, name, at)) {
                at = name.indexOf(text, at + 1);
            }
            return at;
        }

        /**
         * Whether a number at the beginning of the text also begins at this place in the name, and not at an earlier digit, as 8
         * in 38 or 1.8.
         */
        private static boolean isWhole(String text, String name, int at) {
            if (text.isEmpty() || !isDigit(text, 0)) {
                return true;
            }
            boolean fraction = at > 1 && name.charAt(at - 1) == '.' && isDigit(name, at - 2);
            return !isDigit(name, at - 1) && !fraction;
        }

        private static boolean isDigit(String text, int at) {
            return at >= 0 && text.charAt(at) >= '0' && text.charAt(at) <= '9';
        }
    }
}
