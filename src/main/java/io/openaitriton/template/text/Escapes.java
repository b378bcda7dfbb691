package io.openaitriton.template.text;

import io.openaitriton.template.error.Position;
import io.openaitriton.template.error.TemplateException;

/** Decodes the backslashes of string literals: Python's {@code unicode-escape} codec, which Jinja2 uses for them. */
public final class Escapes {
    private final String body;
    private final Position at;
    private final StringBuilder out;
    private int i;

    private Escapes(String body, Position at) {
        this.body = body;
        this.at = at;
        this.out = new StringBuilder(body.length());
    }

    public static String decode(String body, Position at) {
        return body.indexOf('\\') < 0 ? body : new Escapes(body, at).decode();
    }

    private String decode() {
        while (i < body.length()) {
            char c = body.charAt(i++);
            if (c == '\\' && i < body.length()) {
                escape();
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private void escape() {
        char c = body.charAt(i++);
        switch (c) {
            case '\n' -> {}
            case '\\', '\'', '"' -> out.append(c);
            case 'n' -> out.append('\n');
            case 't' -> out.append('\t');
            case 'r' -> out.append('\r');
            case 'a' -> out.append('\u0007');
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'v' -> out.append('\u000b');
            case 'x' -> hex(2);
            case 'u' -> hex(4);
            case 'U' -> hex(8);
            case 'N' -> named();
            default -> {
                if (c >= '0' && c <= '7') {
                    octal();
                } else {
                    unknown(c);
                }
            }
        }
    }

    private void octal() {
        int from = i - 1;
        while (i < body.length() && i < from + 3 && body.charAt(i) >= '0' && body.charAt(i) <= '7') {
            i++;
        }
        out.append((char) Integer.parseInt(body.substring(from, i), 8));
    }

    private void hex(int digits) {
        int end = i + digits;
        if (end > body.length()
                || !body.substring(i, end).chars().allMatch(c -> c < 0x80 && Character.digit(c, 16) >= 0)) {
            throw TemplateException.syntax("An escape in a string has too few hexadecimal digits", at);
        }
        long code = Long.parseLong(body.substring(i, end), 16);
        if (code > Character.MAX_CODE_POINT) {
            throw TemplateException.syntax("An escape in a string is no Unicode character", at);
        }
        out.appendCodePoint((int) code);
        i = end;
    }

    private void named() {
        int end = body.indexOf('}', i);
        if (i < body.length() && body.charAt(i) == '{' && end > 0) {
            try {
                out.appendCodePoint(Character.codePointOf(body.substring(i + 1, end)));
                i = end + 1;
                return;
            } catch (IllegalArgumentException e) {
                // reported below
            }
        }
        throw TemplateException.syntax("An escape in a string names no Unicode character", at);
    }

    /** Unknown escapes stay. Others than ASCII pass through the codec as an escape that the backslash then disarms. */
    private void unknown(char c) {
        out.append('\\');
        if (c < 0x80) {
            out.append(c);
            return;
        }
        int code = body.codePointAt(i - 1);
        i += Character.charCount(code) - 1;
        out.setLength(out.length() - 1);
        append(out, code);
    }

    /** Writes a character as an escape that Python reads. */
    public static void append(StringBuilder out, int code) {
        out.append(code < 0x100 ? "\\x" : code < 0x10000 ? "\\u" : "\\U");
        hex(out, code, code < 0x100 ? 2 : code < 0x10000 ? 4 : 8);
    }

    private static void hex(StringBuilder out, int code, int digits) {
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            out.append(Character.forDigit(code >> shift & 15, 16));
        }
    }
}
