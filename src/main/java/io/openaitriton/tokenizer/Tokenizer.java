package io.openaitriton.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Turns texts into a model's tokens, with the model's own Hugging Face {@code tokenizer.json}: BPE of bytes (Llama 3, Qwen, GPT-2) and
 * of characters (Llama 2, Gemma, Mistral), WordPiece (BERT), Unigram (XLM-RoBERTa, T5) and WordLevel. The ids are those of Hugging Face's
 * {@code tokenizers}; unsupported parts of a file are refused when it is read. Thread-safe.
 *
 * <p>A word or a run of one kind of more than 1,048,576 characters is encoded in parts of that length, so that no text needs too
 * much memory; the ids may differ at a cut.
 */
public final class Tokenizer {
    private static final ObjectMapper JSON = JsonMapper.builder()
            // for scores
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

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
     * @throws IllegalArgumentException if it does not exist or is not supported, naming the file and the unsupported part
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
            // without its cause, because hosts show the innermost message, which does not name the file
            throw new IllegalArgumentException("Cannot use the tokenizer " + file + ": " + e.getMessage()
                    + ". 'tokenizer' in the model's definition names this file");
        }
    }

    /**
     * The same with another truncation.
     *
     * @param other null for none
     * @throws IllegalArgumentException if the special tokens alone are longer than its length
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

    /** The truncation, or null. */
    public Truncation truncation() {
        return truncation;
    }

    /** The padding, or null. */
    public Padding padding() {
        return padding;
    }

    /** The first number that is above the ids of all tokens. */
    public int idEnd() {
        return tokens.idEnd();
    }

    /** The id of a token, an added one or one of the vocabulary, or -1. */
    public int id(String token) {
        return tokens.id(token);
    }

    /** How many special tokens are added to a text, or to a pair of texts. */
    public int specialTokens(boolean pair) {
        return postProcessor.added(pair);
    }

    /** The ids of a text without special tokens and without truncation. */
    public int[] ids(String text) {
        return ids(text, Integer.MAX_VALUE);
    }

    private int[] ids(String text, int limit) {
        Ids ids = new Ids(limit);
        tokens.add(text, ids);
        return ids.toArray();
    }

    /** Number of tokens of a text. A control token in the text counts as one; none are added. */
    public int count(String text) {
        return count(text, Integer.MAX_VALUE);
    }

    /** Number of tokens, or any number above the limit if there are more: counting stops there. */
    public int count(String text, int limit) {
        Ids ids = new Ids(limit);
        tokens.add(text, ids);
        return ids.size();
    }

    /** Whether a text has more tokens than the limit. */
    public boolean exceeds(String text, int limit) {
        return count(text, limit) > limit;
    }

    /** A text with special tokens, truncated and padded according to this tokenizer's settings. */
    public Encoding encode(String text) {
        return padded(List.of(unpadded(text))).get(0);
    }

    /**
     * A pair of texts, for cross-encoders.
     *
     * @throws IllegalArgumentException if only one text may be truncated, and it is too short
     */
    public Encoding encode(String first, String second) {
        return padded(List.of(unpadded(ids(first), ids(second)))).get(0);
    }

    /**
     * A pair whose first text is already encoded as {@link #ids}, once for all pairs with it. The second text is encoded only as
     * far as needed.
     *
     * @throws IllegalArgumentException if only one text may be truncated, and it is too short
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
