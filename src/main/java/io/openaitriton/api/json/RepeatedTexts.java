package io.openaitriton.api.json;

import io.openaitriton.text.JsonText;
import io.openaitriton.text.KnownText;
import io.openaitriton.text.LongText;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Long texts that clients send repeatedly: an agent sends its instructions and the whole conversation with each step. A text is kept when it comes the
 * second time, so that texts that come once take no memory. Thread-safe.
 */
public final class RepeatedTexts {
    /**
     * A system property: bytes of JSON to keep in all; 0 for none. Default a 128th of the heap. With what is made of it, a text takes about ten times as much.
     * Texts that were joined from blocks take up to a quarter more.
     */
    static final String MOST = "openai.kept-texts";

    /** The texts of all requests. */
    static final RepeatedTexts ALL =
            new RepeatedTexts(Long.getLong(MOST, Runtime.getRuntime().maxMemory() / 128));

    /** Most texts with the same first bytes, such as source files with the same head. */
    private static final int ALIKE = 64;

    private final RepeatedJson<KnownText> texts;

    /** The same by the objects of their texts, which keep their identity on the way from a request to its prompt. */
    private final Map<String, KnownText> byText = Collections.synchronizedMap(new IdentityHashMap<>());

    private final SeenTexts seen = new SeenTexts(1 << 12);

    private final JoinedTexts joined;

    /** @param most bytes of JSON to keep */
    RepeatedTexts(long most) {
        joined = new JoinedTexts(most / 4, byText);
        texts = new RepeatedJson<>(LongText.SHORTEST_PIECE, ALIKE, most, dropped -> byText.remove(dropped.text()));
    }

    /** The kept text that is this object; null if it is not kept. */
    public static KnownText of(String text) {
        return text.length() < LongText.SHORTEST_PIECE ? null : ALL.byText.get(text);
    }

    /**
     * The texts, with the separator between them. A single text stays the same object, and texts that come repeatedly give a kept text.
     */
    public static String joined(String separator, List<String> texts) {
        return texts.size() == 1 ? texts.get(0) : ALL.joined.of(separator, texts, text -> of(text) != null);
    }

    /** The known text that begins at this byte, with its closing quote, or null. */
    RepeatedJson.Known<KnownText> find(byte[] json, int from, int end) {
        int head = Math.min(end, from + LongText.SHORTEST_PIECE);
        int special = JsonText.specialOrHigh(json, from, head);
        boolean isShort = special < head && json[special] == '"';
        return isShort ? null : texts.find(json, from, end);
    }

    /**
     * Notes a text that was read, or keeps it if it came before.
     *
     * @param quote index of the closing quote
     * @return null if the text came for the first time
     */
    KnownText add(byte[] json, int from, int quote, String text) {
        CRC32 sum = new CRC32();
        sum.update(json, from, quote - from);
        return seen.again(SeenTexts.key((int) sum.getValue(), quote - from))
                ? texts.add(json, from, quote + 1, copy -> keep(text, copy))
                : null;
    }

    private KnownText keep(String text, byte[] json) {
        KnownText kept = KnownText.shared(text, json, 0, json.length - 1);
        byText.put(text, kept);
        return kept;
    }
}
