package io.openaitriton.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * Counts tokens as a model's own tokenizer makes them: a Hugging Face {@code tokenizer.json} of byte-level BPE, as Llama 3,
 * Qwen, Mistral Nemo, GPT-2 and Phi-4 have them. Safe to share.
 *
 * <p>A piece of more than 65,536 characters, which is a word or a run of spaces of that length, is counted in parts of that
 * length, so that no text takes time or memory out of proportion; the count may then be off by about a token a part.
 */
public final class TokenCounter {
    private static final int MAX_PIECE = 1 << 16;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final UnaryOperator<String> normalization;
    private final AddedTokens inText;
    private final AddedTokens inNormalized;
    private final PreTokenizer preTokenizer;
    private final BytePairs pairs;

    private TokenCounter(JsonNode tokenizer) {
        TokenizerKind.check(tokenizer);
        normalization = Normalization.of(tokenizer.path("normalizer"));
        inText = new AddedTokens(tokenizer.path("added_tokens"), false);
        inNormalized = new AddedTokens(tokenizer.path("added_tokens"), true);
        pairs = BytePairs.of(tokenizer.path("model"));
        preTokenizer = PreTokenizer.of(tokenizer.path("pre_tokenizer"));
    }

    /**
     * Reads a tokenizer.
     *
     * @param path a {@code tokenizer.json}, or a folder with one
     * @throws IllegalArgumentException when it is not there, or cannot be counted with: the file, and what is not supported
     */
    public static TokenCounter load(Path path) {
        Path file = Files.isDirectory(path) ? path.resolve("tokenizer.json") : path;
        try {
            return new TokenCounter(JSON.readTree(file.toFile()));
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
            throw new IllegalArgumentException("Cannot use the tokenizer " + file + ": " + e.getMessage());
        }
    }

    /** Number of tokens. A control token in the text is one, and none is added. */
    public int count(String text) {
        return count(text, Integer.MAX_VALUE);
    }

    /** Whether a text has more tokens than the limit. */
    public boolean exceeds(String text, int limit) {
        return count(text, limit) > limit;
    }

    /** Number of tokens, or some number above the limit when there are more: counting ends there. */
    public int count(String text, int limit) {
        Tally tally = new Tally(limit);
        inText.split(
                text,
                raw -> inNormalized.split(
                        normalization.apply(raw),
                        plain -> preTokenizer.split(plain, piece -> tally.add(piece)),
                        tally::addToken),
                tally::addToken);
        return tally.count;
    }

    private final class Tally {
        private final int limit;
        private int count;

        Tally(int limit) {
            this.limit = limit;
        }

        boolean addToken() {
            count++;
            return count <= limit;
        }

        boolean add(String piece) {
            int start = 0;
            String last = "";
            int lastCount = 0;
            while (piece.length() - start > MAX_PIECE && count <= limit) {
                int end = start + MAX_PIECE;
                end = Character.isHighSurrogate(piece.charAt(end - 1)) ? end - 1 : end;
                String part = piece.substring(start, end);
                // so long a piece is mostly one thing over and over
                lastCount = part.equals(last) ? lastCount : pairs.count(part);
                last = part;
                count += lastCount;
                start = end;
            }
            if (count <= limit) {
                count += pairs.count(piece.substring(start));
            }
            return count <= limit;
        }
    }
}
