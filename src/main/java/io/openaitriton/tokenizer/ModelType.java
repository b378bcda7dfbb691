package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;

/** What kind of model a file has. */
final class ModelType {
    private ModelType() {}

    /** The model's {@code type}, or what its fields tell, as old files do not say it. */
    static String of(JsonNode model) {
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
}
