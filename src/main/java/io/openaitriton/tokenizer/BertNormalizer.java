package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.text.Normalizer;
import java.util.function.UnaryOperator;

/** BERT's normalization: removes control characters, puts spaces around Chinese characters, removes accents, and changes to lower case. */
final class BertNormalizer implements UnaryOperator<String> {
    private final boolean clean;
    private final boolean chinese;
    private final boolean accents;
    private final boolean lower;

    BertNormalizer(JsonNode node) {
        clean = node.path("clean_text").asBoolean(true);
        chinese = node.path("handle_chinese_chars").asBoolean(true);
        lower = node.path("lowercase").asBoolean(true);
        JsonNode strip = node.path("strip_accents");
        accents = strip.isBoolean() ? strip.booleanValue() : lower;
    }

    @Override
    public String apply(String text) {
        String cleaned = clean || chinese ? spaced(text) : text;
        String stripped = accents
                ? Normalization.without(
                        NormalForms.normalize(cleaned, Normalizer.Form.NFD),
                        c -> c >= 0x300 && Characters.is(c, Characters.NONSPACING))
                : cleaned;
        return lower ? Normalization.lower(stripped) : stripped;
    }

    private String spaced(String text) {
        StringBuilder spaced = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (clean && (c == 0 || Characters.is(c, Characters.CONTROL))) {
                continue;
            }
            if (clean && Characters.is(c, Characters.WHITE)) {
                spaced.append(' ');
            } else if (chinese && isChinese(c)) {
                spaced.append(' ').appendCodePoint(c).append(' ');
            } else {
                spaced.appendCodePoint(c);
            }
        }
        return spaced.toString();
    }

    /** Ideographs by their blocks, as BERT has them. */
    private static boolean isChinese(int c) {
        return c >= 0x4E00 && c <= 0x9FFF
                || c >= 0x3400 && c <= 0x4DBF
                || c >= 0x20000 && c <= 0x2A6DF
                || c >= 0x2A700 && c <= 0x2B73F
                || c >= 0x2B740 && c <= 0x2B81F
                || c >= 0x2B920 && c <= 0x2CEAF
                || c >= 0xF900 && c <= 0xFAFF
                || c >= 0x2F800 && c <= 0x2FA1F;
    }
}
