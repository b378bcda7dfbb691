package io.openaitriton.text;

import java.util.Arrays;

/** A text whose JSON need not be written again: its client sent it, or many prompts contain it. Thread-safe. */
public final class KnownText {
    private final String text;
    private volatile byte[] json;
    private final int from;
    /** Where the JSON ends; 0 if it is the whole array. */
    private final int to;

    /** A text that many prompts contain. Its JSON is written when it is needed first. */
    public KnownText(String text) {
        this(text, null, 0, 0);
    }

    private KnownText(String text, byte[] json, int from, int to) {
        this.text = text;
        this.json = json;
        this.from = from;
        this.to = to;
    }

    /**
     * A text that was read from JSON.
     *
     * @param json holds the inside of a valid JSON string in UTF-8, from one index to another; it must not change
     */
    public static KnownText sent(String text, byte[] json, int from, int to) {
        return new KnownText(text, json, from, to);
    }

    /** The text, always the same object. */
    public String text() {
        return text;
    }

    /** Adds it as the inside of a JSON string, without its quotes. */
    void addTo(JsonBuffer buffer) {
        byte[] known = json;
        if (known == null) {
            known = written();
            json = known;
        }
        buffer.addJson(known, from, to == 0 ? known.length : to);
    }

    private byte[] written() {
        JsonBuffer buffer = new JsonBuffer(text.length());
        buffer.addText(text);
        return Arrays.copyOf(buffer.bytes(), buffer.length());
    }

    /**
     * A part of a text that was read from JSON.
     *
     * @param before characters of this text before the part
     * @return null unless the rest of this text is spaces and escapes of two characters, as white space is
     */
    KnownText slice(String part, int before) {
        if (to == 0) {
            return null;
        }
        int begin = from;
        for (int i = 0; i < before && begin >= 0; i++) {
            begin = after(begin, text.charAt(i));
        }
        int end = begin < 0 ? -1 : to;
        for (int i = text.length() - 1; i >= before + part.length() && end >= 0; i--) {
            end = before(end, text.charAt(i));
        }
        return end < 0 ? null : new KnownText(part, json, begin, end);
    }

    /** Index after the JSON of a character, or -1. */
    private int after(int at, char c) {
        return is(c, at) ? at + 1 : isEscaped(c, at) ? at + 2 : -1;
    }

    /** Index of the JSON of a character that ends here, or -1. No other character's JSON ends in the same escape. */
    private int before(int end, char c) {
        return is(c, end - 1) ? end - 1 : isEscaped(c, end - 2) ? end - 2 : -1;
    }

    private boolean is(char c, int at) {
        return c == ' ' && at >= from && at < to && json[at] == c;
    }

    private boolean isEscaped(char c, int at) {
        return at >= from
                && at + 1 < to
                && json[at] == '\\'
                && json[at + 1] > 0
                && JsonEscapes.character(json[at + 1]) == c;
    }
}
