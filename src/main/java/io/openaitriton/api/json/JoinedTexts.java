package io.openaitriton.api.json;

import io.openaitriton.generation.Unicode;
import io.openaitriton.text.KnownText;
import io.openaitriton.text.LongText;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Predicate;

/**
 * Texts that come as several blocks with each request, such as an agent's instructions, and that prompts have as one. The joined text is kept when the same
 * blocks come the second time; so it is one object, which is known. Thread-safe.
 */
final class JoinedTexts {
    private static final int SEEN = 1 << 10;

    private final long most;
    private final Map<String, KnownText> byText;
    private final Map<Blocks, KnownText> joined = new LinkedHashMap<>(16, 0.75f, true);
    /** Hash and length of texts that came once, at an index that the hash chooses. */
    private final AtomicLongArray seen = new AtomicLongArray(SEEN);

    private long characters;

    private record Blocks(String separator, List<String> texts) {}

    /**
     * @param most characters to keep; the least recently used text is dropped first
     * @param byText gets the kept texts, by their objects
     */
    JoinedTexts(long most, Map<String, KnownText> byText) {
        this.most = most;
        this.byText = byText;
    }

    /**
     * The texts, with the separator between them.
     *
     * @param isKept whether a long text came before: a text with a new block is new
     */
    String of(String separator, List<String> texts, Predicate<String> isKept) {
        long length = 0;
        for (String text : texts) {
            if (text.length() >= LongText.SHORTEST_PIECE && !isKept.test(text)) {
                return String.join(separator, texts);
            }
            length += separator.length() + text.length();
        }
        if (length < LongText.SHORTEST_PIECE || length > most / 4) {
            return String.join(separator, texts);
        }
        Blocks blocks = new Blocks(separator, texts);
        synchronized (joined) {
            KnownText known = joined.get(blocks);
            if (known != null) {
                return known.text();
            }
        }
        String text = String.join(separator, texts);
        int hash = blocks.hashCode();
        long value = (long) hash << Integer.SIZE | length;
        boolean again = seen.getAndSet(Math.floorMod(hash, SEEN), value) == value;
        // nobody searches a known text for unpaired surrogates; short blocks may have them
        if (again && Unicode.loneSurrogate(text) < 0) {
            return keep(new Blocks(separator, List.copyOf(texts)), text);
        }
        return text;
    }

    private String keep(Blocks blocks, String text) {
        synchronized (joined) {
            KnownText earlier = joined.get(blocks);
            if (earlier != null) {
                // requests that came at the same time share one
                return earlier.text();
            }
            KnownText kept = KnownText.shared(text);
            joined.put(blocks, kept);
            byText.put(text, kept);
            characters += text.length();
            Iterator<KnownText> oldest = joined.values().iterator();
            while (characters > most) {
                String dropped = oldest.next().text();
                oldest.remove();
                byText.remove(dropped);
                characters -= dropped.length();
            }
            return text;
        }
    }
}
