package io.openaitriton.simulator.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Reads a value in the middle of a text: JSON, Python's notation, or Gemma's with bare keys and its own quotes. */
public final class LooseJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String GEMMA_QUOTE = "<|\"|>";
    private static final int MAX_DEPTH = 100;

    private final String text;
    private int at;

    private LooseJson(String text, int at) {
        this.text = text;
        this.at = at;
    }

    /** @param end where the value ends */
    public record Found(JsonNode value, int end) {}

    /** The value that begins there, or null if none does. */
    public static Found at(String text, int start) {
        LooseJson reader = new LooseJson(text, start);
        try {
            return new Found(reader.value(0), reader.at);
        } catch (Malformed e) {
            return null;
        }
    }

    /** The value, or the text itself if it is none. */
    public static JsonNode of(String text) {
        Found found = at(text, 0);
        return found == null || found.end < text.length() ? NODES.textNode(text) : found.value;
    }

    private JsonNode value(int depth) throws Malformed {
        if (depth > MAX_DEPTH) {
            throw new Malformed();
        }
        skipSpace();
        if (text.startsWith(GEMMA_QUOTE, at)) {
            return NODES.textNode(upTo(GEMMA_QUOTE));
        }
        return switch (peek()) {
            case '{' -> object(depth);
            case '[', '(' -> array(depth);
            case '"', '\'' -> NODES.textNode(quoted());
            default -> word(bare());
        };
    }

    private ObjectNode object(int depth) throws Malformed {
        ObjectNode object = NODES.objectNode();
        at++;
        while (true) {
            skipCommas();
            if (peek() == '}') {
                at++;
                return object;
            }
            String key = peek() == '"' || peek() == '\'' ? quoted() : bare();
            skipSpace();
            if (peek() != ':') {
                throw new Malformed();
            }
            at++;
            object.set(key, value(depth + 1));
        }
    }

    private ArrayNode array(int depth) throws Malformed {
        ArrayNode array = NODES.arrayNode();
        char end = peek() == '[' ? ']' : ')';
        at++;
        while (true) {
            skipCommas();
            if (peek() == end) {
                at++;
                return array;
            }
            array.add(value(depth + 1));
        }
    }

    /** Gemma's template leaves commas out, and writes some too many. */
    private void skipCommas() throws Malformed {
        skipSpace();
        while (peek() == ',') {
            at++;
            skipSpace();
        }
    }

    private String upTo(String quote) throws Malformed {
        int start = at + quote.length();
        int end = text.indexOf(quote, start);
        if (end < 0) {
            throw new Malformed();
        }
        at = end + quote.length();
        return text.substring(start, end);
    }

    private String quoted() throws Malformed {
        StringBuilder string = new StringBuilder();
        char quote = text.charAt(at++);
        while (peek() != quote) {
            char c = text.charAt(at++);
            if (c == '\\') {
                escape(string, peek());
            } else {
                string.append(c);
            }
        }
        at++;
        return string.toString();
    }

    private void escape(StringBuilder string, char c) throws Malformed {
        at++;
        switch (c) {
            case 'n' -> string.append('\n');
            case 't' -> string.append('\t');
            case 'r' -> string.append('\r');
            case 'b' -> string.append('\b');
            case 'f' -> string.append('\f');
            case 'u' -> string.append((char) hex(4));
            case 'x' -> string.append((char) hex(2));
            case 'U' -> string.appendCodePoint(hex(8));
            case '"', '\'', '\\', '/' -> string.append(c);
            default -> string.append('\\').append(c);
        }
    }

    private int hex(int digits) throws Malformed {
        try {
            int value = Integer.parseInt(text, at, Math.min(text.length(), at + digits), 16);
            at += digits;
            return Math.min(value, Character.MAX_CODE_POINT);
        } catch (NumberFormatException e) {
            throw new Malformed();
        }
    }

    private String bare() throws Malformed {
        int start = at;
        while (at < text.length() && "{}[](),:\"'<>\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        if (at == start) {
            throw new Malformed();
        }
        return text.substring(start, at).strip();
    }

    private static JsonNode word(String word) throws Malformed {
        return switch (word) {
            case "true", "True" -> NODES.booleanNode(true);
            case "false", "False" -> NODES.booleanNode(false);
            case "null", "None" -> NODES.nullNode();
            default -> number(word);
        };
    }

    private static JsonNode number(String word) throws Malformed {
        try {
            return word.matches("-?\\d+")
                    ? NODES.numberNode(new BigInteger(word))
                    : NODES.numberNode(new BigDecimal(word));
        } catch (NumberFormatException e) {
            throw new Malformed();
        }
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private char peek() throws Malformed {
        if (at >= text.length()) {
            throw new Malformed();
        }
        return text.charAt(at);
    }

    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed() {
            super(null, null, false, false);
        }
    }
}
