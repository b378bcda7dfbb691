package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Encodes a file of texts and pairs of texts, a line of JSON each, for {@code .ci/tokenizers/compare.py}. */
final class EncodeTexts {
    private EncodeTexts() {}

    /** @param args a {@code tokenizer.json}, the texts, and where the tokens go */
    public static void main(String[] args) throws IOException {
        ObjectMapper json = new ObjectMapper();
        Tokenizer tokenizer = Tokenizer.read(Path.of(args[0]));
        try (BufferedWriter output = Files.newBufferedWriter(Path.of(args[2]))) {
            for (String line : Files.readAllLines(Path.of(args[1]))) {
                JsonNode text = json.readTree(line);
                Encoding encoding = text.isArray()
                        ? tokenizer.encode(text.get(0).textValue(), text.get(1).textValue())
                        : tokenizer.encode(text.textValue());
                output.write(json.writeValueAsString(
                        new int[][] {encoding.ids(), encoding.typeIds(), encoding.attentionMask()}));
                output.newLine();
            }
        }
    }
}
