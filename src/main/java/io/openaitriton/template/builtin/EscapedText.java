package io.openaitriton.template.builtin;

import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.runtime.TextBuilder;
import java.util.Arrays;

/** JSON that is being written: strings with their escapes, and what stands between them. */
final class EscapedText {
    /** Characters that are copied at a time to be searched for those that need an escape. */
    private static final int SLICE = 128;

    private static final int LONGEST_PAGE = 4096;

    /** Shorter texts are searched character by character. */
    private static final int LONG = 128;

    /** Characters of an escape beyond the one that it stands for. */
    private static final int LONGEST_ESCAPE = 5;

    private final TextBuilder complete = new TextBuilder();
    private char[] page = new char[2 * SLICE];
    private final boolean ascii;
    /** Null until a long text comes. */
    private EscapeSearch search;

    private int length;

    /** @param ascii whether all other characters are escaped too */
    EscapedText(boolean ascii) {
        this.ascii = ascii;
    }

    boolean isAscii() {
        return ascii;
    }

    /** Adds this as it is. */
    void append(String piece) {
        if (piece.length() > SLICE) {
            completePage();
            complete.append(piece);
        } else {
            room(piece.length());
            piece.getChars(0, piece.length(), page, length);
            length += piece.length();
        }
    }

    /** Adds a string in quotes, and counts what it builds. */
    void quoted(Context context, String text) {
        context.grow(text.length() + 2L);
        room(1);
        page[length++] = '"';
        if (text.length() < LONG || ascii) {
            shortText(context, text);
        } else {
            longText(context, text);
        }
        room(1);
        page[length++] = '"';
    }

    private void longText(Context context, String text) {
        if (search == null) {
            search = new EscapeSearch();
        }
        char[] characters = search.characters();
        int count;
        for (int start = 0; start < text.length(); start += count) {
            count = Math.min(EscapeSearch.PAGE, text.length() - start);
            search.take(text, start, start + count);
            int from = 0;
            for (int next = search.next(0); from < count; next = search.next(from)) {
                room(next - from + LONGEST_ESCAPE + 1);
                System.arraycopy(characters, from, page, length, next - from);
                length += next - from;
                from = next;
                if (next < count) {
                    context.grow(LONGEST_ESCAPE);
                    escape(characters[from++]);
                }
            }
        }
    }

    private void shortText(Context context, String text) {
        int from = 0;
        while (from < text.length()) {
            room(SLICE);
            int count = Math.min(SLICE, text.length() - from);
            text.getChars(from, from + count, page, length);
            int plain = plain(count);
            length += plain;
            from += plain;
            if (plain < count) {
                context.grow(LONGEST_ESCAPE);
                room(LONGEST_ESCAPE + 1);
                escape(text.charAt(from++));
            }
        }
    }

    /** How many of the characters that follow on the page need no escape. */
    private int plain(int count) {
        for (int i = length; i < length + count; i++) {
            char c = page[i];
            if (c < ' ' || c == '"' || c == '\\' || ascii && c > 0x7e) {
                return i - length;
            }
        }
        return count;
    }

    private void escape(char c) {
        page[length++] = '\\';
        switch (c) {
            case '"', '\\' -> page[length++] = c;
            case '\n' -> page[length++] = 'n';
            case '\r' -> page[length++] = 'r';
            case '\t' -> page[length++] = 't';
            case '\f' -> page[length++] = 'f';
            case '\b' -> page[length++] = 'b';
            default -> {
                page[length++] = 'u';
                for (int shift = 12; shift >= 0; shift -= 4) {
                    page[length++] = Character.forDigit(c >> shift & 15, 16);
                }
            }
        }
    }

    private void room(int more) {
        if (length + more > page.length) {
            if (page.length >= LONGEST_PAGE) {
                completePage();
            }
            if (length + more > page.length) {
                page = Arrays.copyOf(page, Math.max(2 * page.length, length + more));
            }
        }
    }

    private void completePage() {
        complete.append(new String(page, 0, length));
        length = 0;
    }

    @Override
    public String toString() {
        completePage();
        return complete.toString();
    }
}
