package io.openaitriton.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * JSON in UTF-8 that grows. If a text has one character beyond Latin-1, Java stores two bytes for each of its characters, and the JDK encodes it one
 * character at a time. The JDK copies runs of Latin-1 many characters at a time, so this class encodes the text in such runs. Surrogate pairs become
 * UTF-8. An unpaired surrogate becomes a question mark.
 */
public final class JsonBuffer {
    /** Characters that are encoded at a time. */
    private static final int PAGE = 2048;

    private final CharBuffer page;
    private final ByteBuffer run;
    private final CharsetEncoder latin1 = StandardCharsets.ISO_8859_1.newEncoder();
    private byte[] bytes;
    private int length;

    /** @param characters of text that will be added, about */
    public JsonBuffer(int characters) {
        page = CharBuffer.allocate(Math.min(PAGE, characters));
        run = ByteBuffer.allocate(page.capacity());
        bytes = new byte[characters + characters / 16 + JsonEscapes.LONGEST * page.capacity() + Long.BYTES];
    }

    /** Adds a text as the inside of a JSON string, without its quotes. */
    public void addText(String text) {
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + page.capacity());
            if (to < text.length() && to > from + 1 && Character.isHighSurrogate(text.charAt(to - 1))) {
                to--;
            }
            add(text, from, to);
            from = to;
        }
    }

    /** Adds JSON as it is. */
    public void addJson(byte[] json, int from, int to) {
        room(to - from);
        System.arraycopy(json, from, bytes, length, to - from);
        length += to - from;
    }

    /** Adds JSON as it is. */
    public void addJson(byte[] json) {
        addJson(json, 0, json.length);
    }

    /** The bytes so far, and perhaps more behind them; not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    /** Number of bytes so far. */
    public int length() {
        return length;
    }

    private void add(String text, int from, int to) {
        room(JsonEscapes.LONGEST * (to - from) + Long.BYTES);
        text.getChars(from, to, page.array(), 0);
        page.limit(to - from).position(0);
        latin1.reset();
        while (true) {
            run.clear();
            boolean whole = latin1.encode(page, run, true).isUnderflow();
            length = JsonText.escape(run.array(), run.position(), bytes, length);
            if (whole) {
                return;
            }
            addWide();
        }
    }

    /** Adds the characters beyond Latin-1 that begin the rest of the page. */
    private void addWide() {
        char[] characters = page.array();
        int at = page.position();
        while (at < page.limit() && characters[at] > 0xff) {
            char c = characters[at++];
            if (Character.isHighSurrogate(c) && at < page.limit() && Character.isLowSurrogate(characters[at])) {
                length = Utf8.put(Character.toCodePoint(c, characters[at++]), bytes, length);
            } else {
                length = Utf8.put(Character.isSurrogate(c) ? '?' : c, bytes, length);
            }
        }
        page.position(at);
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length + bytes.length / 2));
        }
    }
}
