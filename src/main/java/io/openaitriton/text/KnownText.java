package io.openaitriton.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;

/** A text whose JSON need not be written again: its client sent it, or many prompts contain it. Thread-safe. */
public final class KnownText {
    private final String text;
    /** Null until it is written, and null if the request has it. */
    private volatile byte[] json;

    /** The request that has the JSON; null if none has. */
    private final SentJson request;

    private final int from;
    /** Where the JSON ends; 0 if it is the whole array. */
    private final int to;

    /** What was made of the text; null if only one request has it. */
    private final DerivedValues derived;

    private record Part(int from, int to) {}

    private KnownText(String text, byte[] json, SentJson request, int from, int to, boolean shared) {
        this.text = text;
        this.json = json;
        this.request = request;
        this.from = from;
        this.to = to;
        this.derived = shared ? new DerivedValues() : null;
    }

    /** A text that many prompts contain. Its JSON is written when it is needed first, and kept. */
    public static KnownText shared(String text) {
        return new KnownText(text, null, null, 0, 0, true);
    }

    /**
     * A text that many requests contain.
     *
     * @param json holds the inside of a valid JSON string in UTF-8, from one index to another; it must not change
     */
    public static KnownText shared(String text, byte[] json, int from, int to) {
        return new KnownText(text, json, null, from, to, true);
    }

    /**
     * A text that was read from the JSON of a request.
     *
     * @param request has the inside of a valid JSON string from one index to another
     */
    public static KnownText sent(String text, SentJson request, int from, int to) {
        return new KnownText(text, null, request, from, to, false);
    }

    /** The text, always the same object. */
    public String text() {
        return text;
    }

    /**
     * What a caller makes of the text. It is remembered if requests share the text.
     *
     * @param key equal for equal results; of a class that nobody else uses
     * @param make its result must not change
     */
    public <T> T derived(Object key, Supplier<T> make) {
        return derived == null ? make.get() : derived.of(key, make);
    }

    /** Another text, which was made of this one: requests share both, or neither. */
    public KnownText changed(String other) {
        return other == text ? this : new KnownText(other, null, null, 0, 0, derived != null);
    }

    /**
     * This text as a JSON string, with its quotes and only the escapes that it must have, as Python writes it. Its JSON, in which each quote and each
     * backslash is escaped once more, is made of the JSON of this text.
     *
     * @return null if the JSON of this text is unknown, or has other escapes
     */
    public KnownText quoted() {
        byte[] inside = to == 0 ? null : json();
        byte[] known = inside == null ? null : QuotedJson.of(inside, from, to);
        return known == null
                ? null
                : new KnownText(
                        '"' + new String(inside, from, to - from, StandardCharsets.UTF_8) + '"',
                        known,
                        null,
                        0,
                        known.length,
                        derived != null);
    }

    /** A part of the text. */
    KnownText part(int begin, int end) {
        return begin == 0 && end == text.length() ? this : derived(new Part(begin, end), () -> slice(begin, end));
    }

    /** Whether {@link #addTo} writes the JSON each time: it is unknown, and only one request has the text. */
    boolean isNew() {
        return derived == null && json() == null;
    }

    /** The request that has the JSON; null if none has. */
    SentJson request() {
        return request;
    }

    /** If only one request has this text, forgets what was written of its JSON. {@link #addTo} then writes it again. */
    void forget() {
        if (derived == null) {
            json = null;
        }
    }

    /** Null if it is not known, or forgotten. */
    private byte[] json() {
        byte[] own = json;
        return own != null || request == null ? own : request.bytes();
    }

    /** Adds it as the inside of a JSON string, without its quotes. */
    void addTo(JsonBuffer buffer) {
        byte[] known = json();
        if (known == null) {
            if (derived == null) {
                buffer.addText(text);
                return;
            }
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

    /** Keeps the JSON if all that the part lacks is spaces and escapes of two characters, as white space is. */
    private KnownText slice(int begin, int end) {
        String part = text.substring(begin, end);
        byte[] all = to == 0 ? null : json();
        int first = all == null ? -1 : from;
        for (int i = 0; i < begin && first >= 0; i++) {
            first = after(all, first, text.charAt(i));
        }
        int last = first < 0 ? -1 : to;
        for (int i = text.length() - 1; i >= end && last >= 0; i--) {
            last = before(all, last, text.charAt(i));
        }
        return last < 0 ? changed(part) : new KnownText(part, json, request, first, last, derived != null);
    }

    /** Index after the JSON of a character, or -1. */
    private int after(byte[] all, int at, char c) {
        return is(all, c, at) ? at + 1 : isEscaped(all, c, at) ? at + 2 : -1;
    }

    /** Index of the JSON of a character that ends here, or -1. No other character's JSON ends in the same escape. */
    private int before(byte[] all, int end, char c) {
        return is(all, c, end - 1) ? end - 1 : isEscaped(all, c, end - 2) ? end - 2 : -1;
    }

    private boolean is(byte[] all, char c, int at) {
        return c == ' ' && at >= from && at < to && all[at] == c;
    }

    private boolean isEscaped(byte[] all, char c, int at) {
        return at >= from
                && at + 1 < to
                && all[at] == '\\'
                && all[at + 1] > 0
                && JsonEscapes.character(all[at + 1]) == c;
    }
}
