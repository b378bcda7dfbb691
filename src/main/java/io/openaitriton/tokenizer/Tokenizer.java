package io.openaitriton.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Makes of texts the tokens that a model takes, as its own Hugging Face {@code tokenizer.json} says: BPE of bytes (Llama 3, Qwen, GPT-2) and
 * of characters (Llama 2, Gemma, Mistral), WordPiece (BERT), Unigram (XLM-RoBERTa, T5) and WordLevel. The ids are those of Hugging Face's
 * {@code tokenizers}; what of a file is not supported is refused when it is read. Safe to share.
 *
 * <p>A word or a run of one kind of more than 1,048,576 characters is encoded in parts of that length, so that no text takes memory out of
 * proportion; the ids may be others where it is cut.
 */
public final class Tokenizer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TextTokens tokens;
    private final PostProcessor postProcessor;
    private final Truncation truncation;
    private final Padding padding;

    private Tokenizer(TextTokens tokens, PostProcessor postProcessor, Truncation truncation, Padding padding) {
        this.tokens = tokens;
        this.postProcessor = postProcessor;
        this.truncation = truncation;
        this.padding = padding;
    }

    /**
     * Reads a tokenizer, with the truncation and padding that the file has, if it has them.
     *
     * @param path a {@code tokenizer.json}, or a folder with one
     * @throws IllegalArgumentException when it is not there or not supported: the file, and what of it
     */
    public static Tokenizer read(Path path) {
        Path file = Files.isDirectory(path) ? path.resolve("tokenizer.json") : path;
        try {
            JsonNode json = JSON.readTree(file.toFile());
            return new Tokenizer(
                    new TextTokens(json),
                    PostProcessor.of(json.path("post_processor")),
                    Truncation.of(json.path("truncation")),
                    Padding.of(json.path("padding")));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "Cannot read the tokenizer " + file + ": it is not JSON, line "
                            + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr(),
                    e);
        } catch (IOException e) {
            throw new IllegalArgumentException("Cannot read the tokenizer " + file + ": " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            // without its cause: of several messages the innermost is shown, which does not name the file
            throw new IllegalArgumentException("Cannot use the tokenizer " + file + ": " + e.getMessage()
                    + ". 'tokenizer' in the model's definition names this file");
        }
    }

    /**
     * The same with another truncation.
     *
     * @param other null for none
     * @throws IllegalArgumentException when the special tokens alone are more than its length
     */
    public Tokenizer withTruncation(Truncation other) {
        if (other != null && other.maxLength() < postProcessor.added(false)) {
            throw new IllegalArgumentException("A maximum length of " + other.maxLength() + " leaves no room for the "
                    + postProcessor.added(false) + " special tokens of this tokenizer");
        }
        return new Tokenizer(tokens, postProcessor, other, padding);
    }

    /**
     * The same with another padding.
     *
     * @param other null for none
     */
    public Tokenizer withPadding(Padding other) {
        return new Tokenizer(tokens, postProcessor, truncation, other);
    }

    /** How long texts are cut, or null. */
    public Truncation truncation() {
        return truncation;
    }

    /** How a batch is brought to one length, or null. */
    public Padding padding() {
        return padding;
    }

    /** The id of a token, an added one or one of the vocabulary, or -1. */
    public int id(String token) {
        return tokens.id(token);
    }

    /** How many special tokens are added to a text, or to a pair of texts. */
    public int specialTokens(boolean pair) {
        return postProcessor.added(pair);
    }

    /** The ids of a text alone: no special tokens are added, and nothing is cut. */
    public int[] ids(String text) {
        return ids(text, Integer.MAX_VALUE);
    }

    private int[] ids(String text, int limit) {
        Ids ids = new Ids(limit);
        tokens.add(text, ids);
        return ids.toArray();
    }

    /** Number of tokens of a text. A control token in it is one, and none is added. */
    public int count(String text) {
        return count(text, Integer.MAX_VALUE);
    }

    /** Number of tokens, or some number above the limit when there are more: counting ends there. */
    public int count(String text, int limit) {
        Ids ids = new Ids(limit);
        tokens.add(text, ids);
        return ids.size();
    }

    /** Whether a text has more tokens than the limit. */
    public boolean exceeds(String text, int limit) {
        return count(text, limit) > limit;
    }

    /** A text with its special tokens, cut and padded as this tokenizer is set. */
    public Encoding encode(String text) {
        return padded(List.of(unpadded(text))).get(0);
    }

    /**
     * A pair of texts, as cross-encoders take them.
     *
     * @throws IllegalArgumentException when the text that alone is to be cut is too short for that
     */
    public Encoding encode(String first, String second) {
        return padded(List.of(unpadded(ids(first), ids(second)))).get(0);
    }

    /**
     * A pair whose first text has become its {@link #ids} already, as it does once for all pairs that have it. No more of the second text becomes tokens than
     * is left of it.
     *
     * @throws IllegalArgumentException when the text that alone is to be cut is too short for that
     */
    public Encoding encode(int[] first, String second) {
        int most = truncation == null || truncation.left() || truncation.strategy() == Truncation.Strategy.ONLY_FIRST
                ? Integer.MAX_VALUE
                // which of the two is longer still shows
                : Math.max(first.length, truncation.maxLength()) + 1;
        return padded(List.of(unpadded(first, ids(second, most)))).get(0);
    }

    /** Texts of one batch: padding is to the longest of them, unless to a fixed length. */
    public List<Encoding> encode(List<String> texts) {
        return padded(texts.stream().map(this::unpadded).toList());
    }

    /** Pairs of one text and each of several, of one batch. */
    public List<Encoding> encode(String first, List<String> seconds) {
        int[] firstIds = ids(first);
        return padded(
                seconds.stream().map(second -> unpadded(firstIds, ids(second))).toList());
    }

    private List<Encoding> padded(List<Encoding> batch) {
        return padding == null ? batch : padding.pad(batch);
    }

    private Encoding unpadded(String text) {
        if (truncation == null) {
            return postProcessor.process(ids(text));
        }
        int room = truncation.maxLength() - postProcessor.added(false);
        int[] ids = truncation.left() ? ids(text) : ids(text, room);
        if (truncation.strategy() == Truncation.Strategy.ONLY_SECOND && count(text, room) > room) {
            throw new IllegalArgumentException("Only the second text may be truncated, but there is none");
        }
        return postProcessor.process(cut(ids, Math.min(ids.length, room)));
    }

    private Encoding unpadded(int[] firstIds, int[] secondIds) {
        if (truncation == null) {
            return postProcessor.process(firstIds, secondIds);
        }
        int room = truncation.maxLength() - postProcessor.added(true);
        int[] lengths = truncation.lengths(firstIds.length, secondIds.length, room);
        return postProcessor.process(cut(firstIds, lengths[0]), cut(secondIds, lengths[1]));
    }

    private int[] cut(int[] ids, int length) {
        if (length == ids.length) {
            return ids;
        }
        return truncation.left()
                ? Arrays.copyOfRange(ids, ids.length - length, ids.length)
                : Arrays.copyOf(ids, length);
    }
}
