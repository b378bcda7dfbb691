package io.openaitriton.simulator.core;

import java.nio.charset.StandardCharsets;

/**
 * Finds the first syntax error of a JSON text and words it as RapidJSON does, which Triton's error bodies quote.
 *
 * <p>Jackson reads the values afterwards; its own messages and positions are different ones.
 */
final class JsonSyntax {
    /** RapidJSON recurses without a limit; this protects the simulator's stack. */
    private static final int MAX_DEPTH = 1000;

    private final byte[] text;
    private int at;

    private JsonSyntax(byte[] text) {
        this.text = text;
    }

    /** Text and position of the first error, for instance {@code Invalid value. at 14}, or null for valid JSON. */
    static String firstError(byte[] text) {
        JsonSyntax scan = new JsonSyntax(text);
        try {
            scan.document();
            return null;
        } catch (SyntaxError e) {
            return e.getMessage();
        }
    }

    private void document() throws SyntaxError {
        skipSpace();
        if (at == text.length) {
            throw new SyntaxError("The document is empty.", at);
        }
        value(0);
        skipSpace();
        if (at < text.length) {
            throw new SyntaxError("The document root must not be followed by other values.", at);
        }
    }

    private void value(int depth) throws SyntaxError {
        if (depth > MAX_DEPTH) {
            throw new SyntaxError("Invalid value.", at);
        }
        switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        }
    }

    private void object(int depth) throws SyntaxError {
        at++;
        skipSpace();
        if (take('}')) {
            return;
        }
        while (true) {
            if (peek() != '"') {
                throw new SyntaxError("Missing a name for object member.", at);
            }
            string();
            skipSpace();
            if (!take(':')) {
                throw new SyntaxError("Missing a colon after a name of object member.", at);
            }
            skipSpace();
            value(depth + 1);
            skipSpace();
            if (take('}')) {
                return;
            }
            if (!take(',')) {
                throw new SyntaxError("Missing a comma or } after an object member.", at);
            }
            skipSpace();
        }
    }

    private void array(int depth) throws SyntaxError {
        at++;
        skipSpace();
        if (take(']')) {
            return;
        }
        while (true) {
            value(depth + 1);
            skipSpace();
            if (take(']')) {
                return;
            }
            if (!take(',')) {
                throw new SyntaxError("Missing a comma or ] after an array element.", at);
            }
            skipSpace();
        }
    }

    private void string() throws SyntaxError {
        at++;
        while (true) {
            int c = peek();
            if (c == '"') {
                at++;
                return;
            } else if (c == '\\') {
                escape();
            } else if (c <= 0) {
                throw new SyntaxError("Missing a closing quotation mark in string.", at);
            } else if (c < 0x20) {
                throw new SyntaxError("Invalid encoding in string.", at);
            } else {
                at++;
            }
        }
    }

    private void escape() throws SyntaxError {
        int start = at++;
        int c = peek();
        at++;
        if (c != 'u') {
            if (c < 0 || "\"\\/bfnrt".indexOf(c) < 0) {
                throw new SyntaxError("Invalid escape character in string.", start);
            }
            return;
        }
        int unit = hex(start);
        if (Character.isLowSurrogate((char) unit)) {
            throw new SyntaxError("The surrogate pair in string is invalid.", start);
        }
        if (Character.isHighSurrogate((char) unit)
                && !(take('\\') && take('u') && Character.isLowSurrogate((char) hex(start)))) {
            throw new SyntaxError("The surrogate pair in string is invalid.", start);
        }
    }

    private int hex(int start) throws SyntaxError {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0) {
                throw new SyntaxError("Incorrect hex digit after \\u escape in string.", start);
            }
            unit = unit * 16 + digit;
            at++;
        }
        return unit;
    }

    private void number() throws SyntaxError {
        int start = at;
        take('-');
        if (!take('0') && digits() == 0) {
            throw new SyntaxError("Invalid value.", at);
        }
        if (take('.') && digits() == 0) {
            throw new SyntaxError("Missing fraction part in number.", at);
        }
        if (take('e') || take('E')) {
            if (!take('+')) {
                take('-');
            }
            if (digits() == 0) {
                throw new SyntaxError("Missing exponent in number.", at);
            }
        }
        String digits = new String(text, start, at - start, StandardCharsets.US_ASCII);
        if (digits.length() > 300 || digits.indexOf('e') > 0 || digits.indexOf('E') > 0) {
            if (Double.isInfinite(Double.parseDouble(digits))) {
                throw new SyntaxError("Number too big to be stored in double.", start);
            }
        }
    }

    private int digits() {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        return at - start;
    }

    private void literal(String word) throws SyntaxError {
        for (int i = 0; i < word.length(); i++) {
            if (!take(word.charAt(i))) {
                throw new SyntaxError("Invalid value.", at);
            }
        }
    }

    private int peek() {
        return at < text.length ? text[at] & 0xff : -1;
    }

    private boolean take(char expected) {
        if (peek() != expected) {
            return false;
        }
        at++;
        return true;
    }

    private void skipSpace() {
        while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') {
            at++;
        }
    }

    private static final class SyntaxError extends Exception {
        private static final long serialVersionUID = 1L;

        SyntaxError(String text, int position) {
            super(text + " at " + position, null, false, false);
        }
    }
}
