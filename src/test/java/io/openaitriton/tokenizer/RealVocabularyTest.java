package io.openaitriton.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GPT-2's vocabulary, written as a {@code tokenizer.json}, against jtokkit's own counts with it. */
class RealVocabularyTest {
    @TempDir
    Path folder;

    @Test
    void countsAreThoseOfTheRanks() throws Exception {
        Map<String, Integer> ranks = ranks();
        List<String[]> merges = new ArrayList<>();
        ranks.forEach((token, rank) -> {
            if (token.length() > 1) {
                merges.add(parts(token, rank, ranks));
            }
        });
        Tokenizer counter = TokenizerFiles.load(folder, TokenizerFiles.of(ranks, merges));
        Encoding expected =
                Encodings.newLazyEncodingRegistry().getEncoding("r50k_base").orElseThrow();
        for (Path file : files()) {
            String text = Files.readString(file);
            assertThat(counter.count(text)).as(file.toString()).isEqualTo(expected.countTokensOrdinary(text));
        }
    }

    private static Map<String, Integer> ranks() throws IOException {
        Map<String, Integer> ranks = new LinkedHashMap<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Encodings.class.getResourceAsStream("/com/knuddels/jtokkit/r50k_base.tiktoken"),
                StandardCharsets.US_ASCII))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                StringBuilder token = new StringBuilder();
                for (byte b : Base64.getDecoder().decode(line.substring(0, line.indexOf(' ')))) {
                    token.append(ByteAlphabet.character(b & 0xFF));
                }
                ranks.put(token.toString(), Integer.valueOf(line.substring(line.indexOf(' ') + 1)));
            }
        }
        return ranks;
    }

    /** The two tokens that the ranks below its own make of a token. */
    private static String[] parts(String token, int rank, Map<String, Integer> ranks) {
        List<String> parts = new ArrayList<>(List.of(token.split("")));
        while (parts.size() > 2) {
            int at = -1;
            int lowest = rank;
            for (int i = 0; i + 1 < parts.size(); i++) {
                int next = ranks.getOrDefault(parts.get(i) + parts.get(i + 1), rank);
                if (next < lowest) {
                    lowest = next;
                    at = i;
                }
            }
            parts.set(at, parts.get(at) + parts.remove(at + 1));
        }
        return parts.toArray(new String[0]);
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
            return Stream.concat(
                            Stream.of(Path.of("README.md"), Path.of("docs/mapping.md"), Path.of("docs/templates.md")),
                            files.filter(file -> file.toString().matches(".*\\.(java|jinja|xml)")))
                    .limit(120)
                    .toList();
        }
    }
}
