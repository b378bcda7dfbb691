package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The tokens of a text: added ones are found, the rest is normalized, split, and encoded piece by piece. */
final class TextTokens {
    private final UnaryOperator<String> normalization;
    private final Map<String, Integer> added;
    private final AddedTokens inText;
    private final AddedTokens inNormalized;
    private final PreTokenizer preTokenizer;
    private final TokenModel model;
    private final int idEnd;

    /** @throws IllegalArgumentException naming what is not supported */
    TextTokens(JsonNode file) {
        JsonNode normalizer = file.path("normalizer");
        String type = ModelType.of(file.path("model"));
        normalization = Normalization.of(normalizer);
        preTokenizer = new PreTokenizer(file.path("pre_tokenizer"), normalizer.isObject(), type.equals("BPE"));
        model = switch (type) {
            case "BPE" -> new BytePairModel(file.path("model"), preTokenizer.bytes());
            case "WordPiece" -> new WordPieceModel(file.path("model"));
            case "Unigram" -> new UnigramModel(file.path("model"));
            case "WordLevel" -> new WordLevelModel(file.path("model"));
            default -> throw new IllegalArgumentException("a model of type " + type + " is not supported");
        };
        JsonNode list = file.path("added_tokens");
        added = AddedTokens.ids(list, model);
        inText = new AddedTokens(list, added, false, normalization);
        inNormalized = new AddedTokens(list, added, true, normalization);
        int end = model.size();
        // ids may have gaps
        for (JsonNode id : file.at("/model/vocab")) {
            end = Math.max(end, id.asInt(-1) + 1);
        }
        idEnd = Math.max(
                end, added.values().stream().mapToInt(id -> id + 1).max().orElse(0));
    }

    /** The first number that is above all ids. */
    int idEnd() {
        return idEnd;
    }

    int id(String token) {
        Integer id = added.get(token);
        return id == null ? model.id(token) : id;
    }

    /** Adds the tokens of a text, until there is no room. */
    void add(String text, Ids ids) {
        AddedTokens.Found found = id -> {
            ids.add(id);
            return ids.hasRoom();
        };
        Splitting.Sink pieces = (piece, start, end) -> {
            model.encode(piece, start, end, ids);
            return ids.hasRoom();
        };
        inText.split(
                text,
                true,
                (raw, first) -> inNormalized.split(
                        normalization.apply(raw),
                        first,
                        (plain, begins) -> preTokenizer.split(plain, begins, pieces),
                        found),
                found);
    }
}
