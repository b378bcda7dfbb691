package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.text.Normalizer;
import java.util.function.UnaryOperator;

/**
 * What a tokenizer does to a text before it looks at it.
 *
 * <p>The JDK sorts the combining marks of a character by inserting each, which takes time in the square of their number. More than
 * {@value #MOST_MARKS} of them are normalized in parts of that number; Unicode's stream-safe text has 30 at most (UAX #15, section 13).
 */
final class Normalization {
    private static final int MOST_MARKS = 128;
    /** Below are none. */
    private static final int FIRST_MARK = 0x300;

    private Normalization() {}

    /** @throws IllegalArgumentException naming what is not supported */
    static UnaryOperator<String> of(JsonNode node) {
        if (node.isNull() || node.isMissingNode()) {
            return text -> text;
        }
        String type = node.path("type").asText("none");
        switch (type) {
            case "NFC", "NFD", "NFKC", "NFKD" -> {
                Normalizer.Form form = Normalizer.Form.valueOf(type);
                return text -> normalized(text, form);
            }
            case "Sequence" -> {
                UnaryOperator<String> all = text -> text;
                for (JsonNode each : node.path("normalizers")) {
                    UnaryOperator<String> before = all;
                    UnaryOperator<String> next = of(each);
                    all = text -> next.apply(before.apply(text));
                }
                return all;
            }
            default -> throw new IllegalArgumentException("a normalizer " + type + " is not supported");
        }
    }

    private static String normalized(String text, Normalizer.Form form) {
        StringBuilder parts = null;
        int begin = 0;
        int marks = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            marks = c >= FIRST_MARK && isMark(c) ? marks + 1 : 0;
            if (marks == MOST_MARKS) {
                parts = parts == null ? new StringBuilder(text.length()) : parts;
                parts.append(Normalizer.normalize(text.substring(begin, i), form));
                begin = i;
                marks = 0;
            }
        }
        String rest = Normalizer.normalize(begin == 0 ? text : text.substring(begin), form);
        return parts == null ? rest : parts.append(rest).toString();
    }

    private static boolean isMark(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            // letters that a compatibility form makes marks of
            default -> c == 0xFF9E || c == 0xFF9F;
        };
    }
}
