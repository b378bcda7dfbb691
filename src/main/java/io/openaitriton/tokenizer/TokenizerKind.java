package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What kind of tokenizer a file is of. A file of another kind fails at one of its many parts; what helps is to be told the kind.
 */
final class TokenizerKind {
    private static final String ONLY =
            "; the gateway counts with byte-level BPE only. Remove 'tokenizer' from the definition";

    private TokenizerKind() {}

    /** @throws IllegalArgumentException naming the kind, when it is not byte-level BPE */
    static void check(JsonNode tokenizer) {
        JsonNode model = tokenizer.path("model");
        String type = type(model);
        switch (type) {
            case "BPE" -> {}
            case "Unigram" -> throw not("a Unigram model (SentencePiece, as T5's and XLM-RoBERTa's)");
            case "WordPiece" -> throw not("a WordPiece model (as BERT's)");
            case "WordLevel" -> throw not("a WordLevel model");
            default -> throw not("a model of type " + type);
        }
        if (model.path("byte_fallback").asBoolean()
                || has(tokenizer.path("pre_tokenizer"), "Metaspace")
                || has(tokenizer.path("decoder"), "Metaspace")
                || has(tokenizer.path("normalizer"), "Prepend")
                || writes(tokenizer.path("normalizer"), "\u2581")) {
            throw not("a converted SentencePiece model (as Llama 2's, Gemma's and the first Mistral's)");
        }
        if (!model.path("end_of_word_suffix").asText("").isEmpty()
                && !model.path("end_of_word_suffix").isNull()) {
            throw not("a BPE that marks ends of words with end_of_word_suffix "
                    + model.path("end_of_word_suffix").asText() + " (as CLIP's)");
        }
        if (!model.path("continuing_subword_prefix").asText("").isEmpty()
                && !model.path("continuing_subword_prefix").isNull()) {
            throw not("a BPE that marks parts of words with continuing_subword_prefix "
                    + model.path("continuing_subword_prefix").asText());
        }
    }

    private static IllegalArgumentException not(String kind) {
        return new IllegalArgumentException("it is " + kind + ONLY);
    }

    /** Old files do not say it. */
    private static String type(JsonNode model) {
        if (model.path("type").isTextual()) {
            return model.path("type").textValue();
        }
        if (model.path("vocab").isArray()) {
            return "Unigram";
        }
        return model.path("vocab").isObject() && !model.has("merges")
                ? model.has("continuing_subword_prefix") ? "WordPiece" : "WordLevel"
                : "BPE";
    }

    /** Whether a step, or one of a sequence, is of this type. */
    private static boolean has(JsonNode node, String type) {
        if (node.path("type").asText().equals(type)) {
            return true;
        }
        for (JsonNode child : node) {
            if (child.isContainerNode() && has(child, type)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a step puts this text in. */
    private static boolean writes(JsonNode node, String text) {
        if (node.path("content").asText().equals(text)) {
            return true;
        }
        for (JsonNode child : node) {
            if (child.isContainerNode() && writes(child, text)) {
                return true;
            }
        }
        return false;
    }
}
