package io.openaitriton.template.syntax;

import io.openaitriton.template.error.TemplateException;
import io.openaitriton.template.text.Escapes;
import io.openaitriton.template.text.Whitespace;
import io.openaitriton.template.value.Numbers;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** Reads the tokens within one tag, up to and with its end. */
final class TagLexer {
    private static final String[] LONG_OPERATORS = {"//", "**", "==", "!=", ">=", "<="};
    private static final String OPERATORS = "+-/*%~[](){}><=.:|,;";

    private static final int LONGEST_KEY = 32;

    private final Source lines;
    private final List<Token> tokens;
    private final String source;
    private final boolean variable;
    private final Deque<Character> open = new ArrayDeque<>();
    private int position;

    /** @param tokens where those of the tag are added */
    TagLexer(Source lines, List<Token> tokens, int start, boolean variable) {
        this.lines = lines;
        this.tokens = tokens;
        this.source = lines.text();
        this.position = start;
        this.variable = variable;
    }

    /** Where text goes on after the tag, or the end of the source if the tag does not end. */
    int read() {
        while (position < source.length()) {
            // within brackets }} closes two dictionaries and %} is a remainder
            int after = open.isEmpty() ? end() : -1;
            if (after >= 0) {
                return after;
            }
            char c = source.charAt(position);
            if (Whitespace.is(c)) {
                position++;
            } else if (c >= '0' && c <= '9') {
                number();
            } else if (c == '\'' || c == '"') {
                string(c);
            } else if (c == '_' || Character.isLetterOrDigit(source.codePointAt(position))) {
                name();
            } else {
                operator(c);
            }
        }
        return position;
    }

    private void add(Token.Kind kind, Object value, int offset) {
        tokens.add(new Token(kind, value, lines.at(offset)));
    }

    private int end() {
        char c = source.charAt(position);
        boolean signed = c == '-' || (c == '+' && !variable);
        int start = signed ? position + 1 : position;
        if (!source.startsWith(variable ? "}}" : "%}", start)) {
            return -1;
        }
        add(variable ? Token.Kind.VARIABLE_END : Token.Kind.BLOCK_END, null, position);
        if (variable) {
            return signed ? Whitespace.skip(source, start + 2) : start + 2;
        }
        return lines.afterBlock(start + 2, c);
    }

    private void name() {
        int start = position;
        while (position < source.length()) {
            int c = source.codePointAt(position);
            if (c != '_' && !Character.isLetterOrDigit(c) && !Character.isUnicodeIdentifierPart(c)) {
                break;
            }
            position += Character.charCount(c);
        }
        add(Token.Kind.NAME, shared(source.substring(start, position)), start);
    }

    private void string(char quote) {
        int start = position;
        int i = start + 1;
        while (i < source.length() && source.charAt(i) != quote) {
            i += source.charAt(i) == '\\' ? 2 : 1;
        }
        if (i >= source.length()) {
            throw TemplateException.syntax("The string that starts here does not end", lines.at(start));
        }
        position = i + 1;
        add(Token.Kind.STRING, shared(Escapes.decode(source.substring(start + 1, i), lines.at(start))), start);
    }

    /** Parsers of JSON intern keys, too; what is the same object is found in a map without comparing its characters. */
    private static String shared(String text) {
        return text.length() <= LONGEST_KEY ? text.intern() : text;
    }

    private void operator(char c) {
        for (String operator : LONG_OPERATORS) {
            if (source.startsWith(operator, position)) {
                add(Token.Kind.OPERATOR, operator, position);
                position += 2;
                return;
            }
        }
        if (OPERATORS.indexOf(c) < 0) {
            throw TemplateException.syntax(
                    "Unexpected character '" + Character.toString(source.codePointAt(position)) + "'",
                    lines.at(position));
        }
        balance(c);
        add(Token.Kind.OPERATOR, String.valueOf(c), position++);
    }

    private void balance(char c) {
        switch (c) {
            case '(' -> open.push(')');
            case '[' -> open.push(']');
            case '{' -> open.push('}');
            case ')', ']', '}' -> {
                if (open.isEmpty()) {
                    throw TemplateException.syntax("Unexpected '" + c + "'", lines.at(position));
                }
                char expected = open.pop();
                if (expected != c) {
                    throw TemplateException.syntax(
                            "Unexpected '" + c + "', expected '" + expected + "'", lines.at(position));
                }
            }
            default -> {}
        }
    }

    private void number() {
        int start = position;
        boolean afterDot = start > 0 && source.charAt(start - 1) == '.';
        int end = afterDot ? start : floatEnd(start);
        if (end > start) {
            position = end;
            add(Token.Kind.FLOAT, Double.valueOf(digits(start, end)), start);
            return;
        }
        char base = start + 1 < source.length() ? Character.toLowerCase(source.charAt(start + 1)) : ' ';
        int radix = source.charAt(start) != '0' ? 10 : base == 'b' ? 2 : base == 'o' ? 8 : base == 'x' ? 16 : 10;
        end = radix == 10 ? decimalEnd(start) : digitsEnd(start + 2, radix, true);
        if (radix != 10 && end == start + 2) {
            radix = 10;
            end = start + 1;
        }
        position = end;
        String text = digits(radix == 10 ? start : start + 2, end);
        if (text.length() > 4300) {
            // where Python gives up on converting integers, too
            throw TemplateException.syntax("A number has more than 4300 digits", lines.at(start));
        }
        add(Token.Kind.INTEGER, Numbers.shrink(new BigInteger(text, radix)), start);
    }

    private String digits(int start, int end) {
        return source.substring(start, end).replace("_", "").toLowerCase(Locale.ROOT);
    }

    /** Zeros may lead only zeros. */
    private int decimalEnd(int start) {
        if (source.charAt(start) != '0') {
            return digitsEnd(start, 10, false);
        }
        int end = start + 1;
        while (end < source.length()
                && (source.charAt(end) == '0' || (source.charAt(end) == '_' && source.startsWith("0", end + 1)))) {
            end++;
        }
        return end;
    }

    /** Where digits end between which single underscores may stand. */
    private int digitsEnd(int start, int radix, boolean leadingUnderscore) {
        int i = start;
        while (i < source.length()) {
            boolean underscore = source.charAt(i) == '_' && (i > start || leadingUnderscore);
            int digit = underscore ? i + 1 : i;
            if (digit >= source.length()
                    || source.charAt(digit) > 0x7f
                    || Character.digit(source.charAt(digit), radix) < 0) {
                break;
            }
            i = digit + 1;
        }
        return i;
    }

    /** Where a number with a fraction or an exponent ends, or its start if it has neither. */
    private int floatEnd(int start) {
        int whole = digitsEnd(start, 10, false);
        int fraction = whole < source.length() && source.charAt(whole) == '.' ? digitsEnd(whole + 1, 10, false) : whole;
        int end = fraction == whole + 1 ? whole : fraction;
        if (end < source.length() && (source.charAt(end) == 'e' || source.charAt(end) == 'E')) {
            int sign = end + 1;
            if (sign < source.length() && (source.charAt(sign) == '+' || source.charAt(sign) == '-')) {
                sign++;
            }
            int exponent = digitsEnd(sign, 10, false);
            if (exponent > sign) {
                return exponent;
            }
        }
        return end > whole ? end : start;
    }
}
