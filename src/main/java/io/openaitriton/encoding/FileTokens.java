package io.openaitriton.encoding;

import io.openaitriton.encoder.TokenIds;
import io.openaitriton.tokenizer.Encoding;
import io.openaitriton.tokenizer.Padding;
import io.openaitriton.tokenizer.Tokenizer;
import io.openaitriton.tokenizer.Truncation;
import java.nio.file.Path;
import java.util.List;

/**
 * A model's {@code tokenizer.json}. The file's truncation and padding are ignored: they are leftovers from saving it, and
 * the model's definition and batches set their own.
 *
 * @param tokenizer without truncation and padding
 */
record FileTokens(Tokenizer tokenizer, int padId) implements ModelTokens {
    /** Names of padding tokens in families of models, for files without padding. */
    private static final List<String> PADS = List.of("[PAD]", "<pad>", "<|padding|>", "<|endoftext|>", "</s>");

    /** @throws IllegalArgumentException if it does not exist or is not supported, naming the file and the unsupported part */
    static ModelTokens load(Path path) {
        Tokenizer file = Tokenizer.read(path);
        Padding padding = file.padding();
        int pad = padding != null
                ? padding.id()
                : PADS.stream()
                        .mapToInt(file::id)
                        .filter(id -> id >= 0)
                        .findFirst()
                        .orElse(0);
        return new FileTokens(file.withTruncation(null).withPadding(null), pad);
    }

    @Override
    public TokenIds encode(String text, int most) {
        Encoding encoding = (most == 0 ? tokenizer : tokenizer.withTruncation(Truncation.to(most))).encode(text);
        return new TokenIds(encoding.ids(), encoding.typeIds());
    }

    @Override
    public int[] ids(String text) {
        return tokenizer.ids(text);
    }

    @Override
    public TokenIds encodePair(int[] first, String second, int most, Truncation.Strategy strategy) {
        Encoding encoding = (most == 0 ? tokenizer : tokenizer.withTruncation(new Truncation(most, strategy, false)))
                .encode(first, second);
        return new TokenIds(encoding.ids(), encoding.typeIds());
    }

    @Override
    public int aroundPairs() {
        return tokenizer.specialTokens(true);
    }

    @Override
    public int idEnd() {
        return tokenizer.idEnd();
    }
}
