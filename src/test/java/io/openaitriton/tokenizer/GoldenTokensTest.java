package io.openaitriton.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Small tokenizers of each kind, trained on a page of text, against what Python's {@code tokenizers} makes of some 200 texts with them.
 * {@code .ci/tokenizers/golden.py} wrote both; {@code .ci/tokenizers/run} compares those of real models.
 */
class GoldenTokensTest {
    static final Path FOLDER = Path.of("src/test/resources/tokenizers");

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama",
                "gemma",
                "mistral",
                "bert-uncased",
                "bert-cased",
                "xlm-roberta",
                "t5",
                "roberta",
                "clip",
                "words"
            })
    void tokensAreThoseOfPython(String name) throws IOException {
        Tokenizer tokenizer = Tokenizer.read(FOLDER.resolve(name + ".json"));
        List<String> texts = Files.readAllLines(FOLDER.resolve("texts.jsonl"));
        List<String> golden = Files.readAllLines(FOLDER.resolve(name + ".golden"));
        assertThat(golden).hasSameSizeAs(texts).hasSizeGreaterThan(200);
        for (int i = 0; i < golden.size(); i++) {
            JsonNode text = JSON.readTree(texts.get(i));
            JsonNode expected = JSON.readTree(golden.get(i));
            if (expected.isNull()) {
                assertThatThrownBy(() -> encode(tokenizer, text))
                        .as(text.toString())
                        .isInstanceOf(IllegalArgumentException.class);
                continue;
            }
            Encoding encoding = encode(tokenizer, text);
            int[] ids = JSON.convertValue(expected.get(0), int[].class);
            assertThat(encoding.ids()).as(text.toString()).isEqualTo(ids);
            assertThat(encoding.typeIds()).isEqualTo(values(expected.path(1), ids.length, 0));
            assertThat(encoding.attentionMask()).isEqualTo(values(expected.path(2), ids.length, 1));
        }
    }

    private static Encoding encode(Tokenizer tokenizer, JsonNode text) {
        if (!text.isArray()) {
            return tokenizer.encode(text.textValue());
        }
        String second = text.get(1).textValue();
        Encoding pair = tokenizer.encode(text.get(0).textValue(), second);
        int[] first = tokenizer.ids(text.get(0).textValue());
        assertThat(tokenizer.encode(first, second)).isEqualTo(pair);
        for (Truncation.Strategy strategy : Truncation.Strategy.values()) {
            for (int most = tokenizer.specialTokens(true) + 1; most < 24; most++) {
                assertThatTruncatedPairsAreTheSame(
                        tokenizer.withTruncation(new Truncation(most, strategy, false)),
                        first,
                        text.get(0).textValue(),
                        second);
            }
        }
        return pair;
    }

    private static void assertThatTruncatedPairsAreTheSame(
            Tokenizer tokenizer, int[] ids, String first, String second) {
        Encoding whole;
        try {
            whole = tokenizer.encode(first, second);
        } catch (IllegalArgumentException e) {
            assertThatThrownBy(() -> tokenizer.encode(ids, second)).isInstanceOf(IllegalArgumentException.class);
            return;
        }
        assertThat(tokenizer.encode(ids, second)).isEqualTo(whole);
    }

    private static int[] values(JsonNode expected, int length, int other) {
        if (expected.isArray()) {
            return JSON.convertValue(expected, int[].class);
        }
        int[] values = new int[length];
        Arrays.fill(values, other);
        return values;
    }
}
