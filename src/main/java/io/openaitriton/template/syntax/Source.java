package io.openaitriton.template.syntax;

import io.openaitriton.template.error.Position;
import io.openaitriton.template.text.Whitespace;
import java.util.Arrays;

/** A template's text, with the places in it. */
final class Source {
    private final String text;
    private final int[] lineStarts;

    Source(String template) {
        this.text = normalise(template);
        this.lineStarts = lineStarts(text);
    }

    String text() {
        return text;
    }

    /** Newlines become {@code \n}, and one at the very end is dropped ({@code keep_trailing_newline=False}). */
    private static String normalise(String template) {
        String text = template.indexOf('\r') < 0
                ? template
                : template.replace("\r\n", "\n").replace('\r', '\n');
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    private static int[] lineStarts(String source) {
        int[] starts = new int[16];
        int count = 1;
        for (int i = source.indexOf('\n'); i >= 0; i = source.indexOf('\n', i + 1)) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, 2 * count);
            }
            starts[count++] = i + 1;
        }
        return Arrays.copyOf(starts, count);
    }

    Position at(int offset) {
        int found = Arrays.binarySearch(lineStarts, offset);
        int line = found >= 0 ? found : -found - 2;
        return new Position(line + 1, offset - lineStarts[line] + 1);
    }

    /** The character, or a zero beyond the ends. */
    char charAt(int i) {
        return i >= 0 && i < text.length() ? text.charAt(i) : '\0';
    }

    /** Where text goes on after the end of a block or comment with this sign. */
    int afterBlock(int end, char sign) {
        if (sign == '-') {
            return Whitespace.skip(text, end);
        }
        return sign != '+' && charAt(end) == '\n' ? end + 1 : end;
    }
}
