package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The merges of a file, one by one over a list; slow and plain, to compare with. */
final class NaiveMerges {
    private final JsonNode vocabulary;
    private final Map<List<String>, Integer> ranks = new HashMap<>();

    NaiveMerges(Path file) {
        try {
            JsonNode model = new ObjectMapper().readTree(file.toFile()).get("model");
            vocabulary = model.get("vocab");
            for (JsonNode merge : model.get("merges")) {
                ranks.put(List.of(merge.get(0).asText(), merge.get(1).asText()), ranks.size());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int[] ids(String text) {
        List<String> parts = new ArrayList<>(List.of(text.split("")));
        while (true) {
            int lowest = Integer.MAX_VALUE;
            int at = -1;
            for (int i = 0; i + 1 < parts.size(); i++) {
                int rank = ranks.getOrDefault(List.of(parts.get(i), parts.get(i + 1)), Integer.MAX_VALUE);
                if (rank < lowest) {
                    lowest = rank;
                    at = i;
                }
            }
            if (at < 0) {
                return parts.stream()
                        .mapToInt(part -> vocabulary.get(part).asInt())
                        .toArray();
            }
            parts.set(at, parts.get(at) + parts.remove(at + 1));
        }
    }
}
