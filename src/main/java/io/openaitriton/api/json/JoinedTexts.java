package io.openaitriton.api.json;

import io.openaitriton.generation.Unicode;
import io.openaitriton.text.KnownText;
import io.openaitriton.text.LongText;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Texts that come as several blocks with each request, such as an agent's instructions, and that prompts have as one. When the same blocks come the second
 * time, the joined text is kept as a {@link KnownText}. From then on these blocks give the same object. Thread-safe.
 */
final class JoinedTexts {
    private final long most;
    private final Map<String, KnownText> byText;
    /** By their {@link SeenTexts#key}. A client can make hashes equal; such texts replace each other, so a lookup compares with one of them. */
    private final Map<Long, Kept> joined = new LinkedHashMap<>(16, 0.75f, true);

    private final SeenTexts seen = new SeenTexts(1 << 10);
    private long characters;

    private record Blocks(String separator, List<String> texts) {}

    private record Kept(Blocks blocks, KnownText known) {}

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
        long key = SeenTexts.key(blocks.hashCode(), length);
        String known = find(key, blocks);
        if (known != null) {
            return known;
        }
        String text = String.join(separator, texts);
        // nobody searches a known text for unpaired surrogates; short blocks may have them
        return seen.again(key) && Unicode.loneSurrogate(text) < 0
                ? keep(key, new Blocks(separator, List.copyOf(texts)), text)
                : text;
    }

    private String find(long key, Blocks blocks) {
        synchronized (joined) {
            Kept kept = joined.get(key);
            return kept != null && kept.blocks().equals(blocks) ? kept.known().text() : null;
        }
    }

    /** Keeps a text, and returns the kept one. */
    private String keep(long key, Blocks blocks, String text) {
        synchronized (joined) {
            String earlier = find(key, blocks);
            if (earlier != null) {
                // requests that came at the same time share one
                return earlier;
            }
            Kept kept = new Kept(blocks, KnownText.shared(text));
            byText.put(text, kept.known());
            characters += text.length();
            Kept replaced = joined.put(key, kept);
            if (replaced != null) {
                drop(replaced);
            }
            Iterator<Kept> oldest = joined.values().iterator();
            while (characters > most) {
                Kept next = oldest.next();
                oldest.remove();
                drop(next);
            }
            return text;
        }
    }

    private void drop(Kept kept) {
        String text = kept.known().text();
        byText.remove(text);
        characters -= text.length();
    }
}
