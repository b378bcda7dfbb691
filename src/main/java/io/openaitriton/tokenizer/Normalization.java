package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.text.Normalizer;
import java.util.function.UnaryOperator;

/** What a tokenizer does to a text before it looks at it. */
final class Normalization {
    private Normalization() {}

    /** @throws IllegalArgumentException naming what is not supported */
    static UnaryOperator<String> of(JsonNode node) {
        if (node.isNull() || node.isMissingNode()) {
            return text -> text;
        }
        String type = node.path("type").asText("none");
        switch (type) {
            case "NFC", "NFD", "NFKC", "NFKD" -> {
                Normalizer.Form form = Normalizer.Form.valueOf(type);
                return text -> Normalizer.normalize(text, form);
            }
            case "Sequence" -> {
                UnaryOperator<String> all = text -> text;
                for (JsonNode each : node.path("normalizers")) {
                    UnaryOperator<String> before = all;
                    UnaryOperator<String> next = of(each);
                    all = text -> next.apply(before.apply(text));
                }
                return all;
            }
            default -> throw new IllegalArgumentException("a normalizer " + type + " is not supported");
        }
    }
}
