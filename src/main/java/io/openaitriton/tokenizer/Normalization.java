package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.text.Normalizer;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The changes to a text before it is split: the {@code normalizer} of a tokenizer's file. */
final class Normalization {
    private Normalization() {}

    /** @throws IllegalArgumentException naming what is not supported */
    static UnaryOperator<String> of(JsonNode node) {
        if (node.isNull() || node.isMissingNode()) {
            return text -> text;
        }
        String type = node.path("type").asText("none");
        return switch (type) {
            case "Sequence" -> sequence(node.path("normalizers"));
            case "NFC", "NFD", "NFKC", "NFKD" -> {
                Normalizer.Form form = Normalizer.Form.valueOf(type);
                yield text -> NormalForms.normalize(text, form);
            }
            case "Lowercase" -> Normalization::lower;
            case "StripAccents" -> text -> without(text, c -> Characters.is(c, Characters.MARK));
            case "Strip" ->
                strip(
                        node.path("strip_left").asBoolean(),
                        node.path("strip_right").asBoolean());
            case "BertNormalizer" -> new BertNormalizer(node);
            case "Prepend" -> {
                String prefix = node.path("prepend").asText();
                yield text -> text.isEmpty() ? text : prefix.concat(text);
            }
            case "Replace" -> replace(node);
            case "Precompiled" ->
                new CharacterMap(node.path("precompiled_charsmap").asText());
            case "Nmt" -> Normalization::nmt;
            case "ByteLevel" -> ByteAlphabet::write;
            default -> throw new IllegalArgumentException("a normalizer " + type + " is not supported");
        };
    }

    private static UnaryOperator<String> sequence(JsonNode list) {
        UnaryOperator<String> all = text -> text;
        for (JsonNode each : list) {
            UnaryOperator<String> before = all;
            UnaryOperator<String> next = of(each);
            all = text -> next.apply(before.apply(text));
        }
        return all;
    }

    /** Character by character, so a sigma at the end of a word does not become a final sigma. */
    static String lower(String text) {
        StringBuilder lower = null;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int small = Characters.lower(c);
            if (lower == null && (small != c || c == 0x130)) {
                lower = new StringBuilder(text.length() + 8).append(text, 0, i);
            }
            if (c == 0x130) {
                lower.append("i\u0307");
            } else if (lower != null) {
                lower.appendCodePoint(small);
            }
            i += Character.charCount(c);
        }
        return lower == null ? text : lower.toString();
    }

    static String without(String text, IntPredicate unwanted) {
        StringBuilder rest = null;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            boolean drop = unwanted.test(c);
            if (drop && rest == null) {
                rest = new StringBuilder(text.length()).append(text, 0, i);
            } else if (!drop && rest != null) {
                rest.appendCodePoint(c);
            }
            i += Character.charCount(c);
        }
        return rest == null ? text : rest.toString();
    }

    private static UnaryOperator<String> strip(boolean left, boolean right) {
        return text -> {
            int start = 0;
            int end = text.length();
            // white space is of one char each
            while (left && start < end && Characters.is(text.charAt(start), Characters.WHITE)) {
                start++;
            }
            while (right && end > start && Characters.is(text.charAt(end - 1), Characters.WHITE)) {
                end--;
            }
            return text.substring(start, end);
        };
    }

    private static UnaryOperator<String> replace(JsonNode node) {
        String content = node.path("content").asText();
        JsonNode string = node.path("pattern").path("String");
        if (string.isTextual()) {
            String wanted = string.textValue();
            return wanted.isEmpty() ? text -> text : text -> text.replace(wanted, content);
        }
        Pattern pattern = Regex.toJava(node.path("pattern").path("Regex").asText());
        return text -> Regex.replace(pattern, text, content);
    }

    /** The characters that Google's neural machine translation drops or takes for spaces. */
    private static String nmt(String text) {
        String kept = without(
                text,
                c -> c >= 1 && c <= 8 || c == 0xB || c >= 0xE && c <= 0x1F || c == 0x7F || c == 0x8F || c == 0x9F);
        StringBuilder spaced = null;
        for (int i = 0; i < kept.length(); i++) {
            if (isNmtSpace(kept.charAt(i))) {
                spaced = spaced == null ? new StringBuilder(kept) : spaced;
                spaced.setCharAt(i, ' ');
            }
        }
        return spaced == null ? kept : spaced.toString();
    }

    private static boolean isNmtSpace(char c) {
        return switch (c) {
            case 0x9, 0xA, 0xC, 0xD, 0x1680, 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD -> true;
            default -> c >= 0x200B && c <= 0x200F;
        };
    }
}
