package io.openaitriton.text;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * JSON in UTF-8 that grows. If a text has one character beyond Latin-1, Java stores two bytes for each of its characters, and the JDK encodes it one
 * character at a time. The JDK copies runs of Latin-1 many characters at a time, so this class encodes the text in such runs. Surrogate pairs become
 * UTF-8. An unpaired surrogate becomes a question mark.
 *
 * <p>Long JSON that is added as it is, is not copied: it must not change.
 */
public final class JsonBuffer {
    /** Characters that are encoded at a time. */
    private static final int PAGE = 2048;

    /** Least of them, whatever was expected. */
    private static final int LEAST_PAGE = 64;

    /** JSON from this length on is not copied. */
    private static final int LONG = 4096;

    /** Bytes that are written to a stream at a time: as many as stay in a processor's cache. */
    private static final int BLOCK = 64 * 1024;

    private record Part(byte[] json, int from, int to) {}

    private final CharBuffer page;
    private final ByteBuffer run;
    private final CharsetEncoder latin1 = StandardCharsets.ISO_8859_1.newEncoder();
    /** The parts before {@code begin}. */
    private final List<Part> parts = new ArrayList<>();

    private int before;
    private byte[] bytes;
    private int begin;
    private int length;

    /** @param characters of text that will be added, about */
    public JsonBuffer(int characters) {
        page = CharBuffer.allocate(Math.max(LEAST_PAGE, Math.min(PAGE, characters)));
        run = ByteBuffer.allocate(page.capacity());
        bytes = new byte[characters + characters / 16 + JsonEscapes.LONGEST * page.capacity() + Long.BYTES];
    }

    private JsonBuffer(byte[] json) {
        page = CharBuffer.allocate(LEAST_PAGE);
        run = ByteBuffer.allocate(LEAST_PAGE);
        bytes = json;
        length = json.length;
    }

    /** JSON that is complete. */
    public static JsonBuffer of(byte[] json) {
        return new JsonBuffer(json);
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
        if (to - from >= LONG) {
            complete();
            parts.add(new Part(json, from, to));
            before = Math.addExact(before, to - from);
        } else {
            room(to - from);
            System.arraycopy(json, from, bytes, length, to - from);
            length += to - from;
        }
    }

    /** Adds JSON as it is. */
    public void addJson(byte[] json) {
        addJson(json, 0, json.length);
    }

    /** The bytes so far in one array, and perhaps more behind them; not always a copy. */
    public byte[] bytes() {
        if (parts.isEmpty()) {
            return bytes;
        }
        byte[] all = new byte[length()];
        int at = 0;
        for (Part part : parts()) {
            System.arraycopy(part.json(), part.from(), all, at, part.to() - part.from());
            at += part.to() - part.from();
        }
        return all;
    }

    /** Number of bytes so far. */
    public int length() {
        return before + length - begin;
    }

    /** Writes the bytes so far. */
    public void writeTo(OutputStream out) throws IOException {
        byte[] block = new byte[Math.min(BLOCK, length())];
        int used = 0;
        for (Part part : parts()) {
            for (int at = part.from(); at < part.to(); ) {
                int count = Math.min(part.to() - at, block.length - used);
                System.arraycopy(part.json(), at, block, used, count);
                at += count;
                used += count;
                if (used == block.length) {
                    out.write(block, 0, used);
                    used = 0;
                }
            }
        }
        out.write(block, 0, used);
    }

    private List<Part> parts() {
        List<Part> all = new ArrayList<>(parts);
        all.add(new Part(bytes, begin, length));
        return all;
    }

    /** Ends a part: the next bytes follow other JSON, or begin another array. */
    private void complete() {
        if (length > begin) {
            parts.add(new Part(bytes, begin, length));
            before = Math.addExact(before, length - begin);
            begin = length;
        }
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
            complete();
            bytes = new byte[Math.max(more, BLOCK)];
            begin = 0;
            length = 0;
        }
    }
}
