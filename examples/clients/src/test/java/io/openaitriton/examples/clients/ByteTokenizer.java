package io.openaitriton.examples.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A tokenizer to which every byte is a token. */
final class ByteTokenizer {
    private ByteTokenizer() {}

    /** Writes it to a new {@code tokenizer.json}. */
    static Path write() {
        String vocabulary = IntStream.range(0, 256)
                .mapToObj(value -> String.format("\"\\u%04x\": %d", (int) letter(value), value))
                .collect(Collectors.joining(","));
        String tokenizer = "{\"model\": {\"type\": \"BPE\", \"vocab\": {" + vocabulary + "}, \"merges\": []},"
                + "\"pre_tokenizer\": {\"type\": \"ByteLevel\", \"add_prefix_space\": false}, \"added_tokens\": []}";
        try {
            Path file = Files.createTempDirectory("tokenizer").resolve("tokenizer.json");
            file.toFile().deleteOnExit();
            file.getParent().toFile().deleteOnExit();
            return Files.writeString(file, tokenizer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How a byte is written in a vocabulary: GPT-2 gives those that cannot be printed letters from U+0100 on. */
    private static char letter(int value) {
        return isPrinted(value)
                ? (char) value
                : (char) (0x100
                        + IntStream.range(0, value).filter(b -> !isPrinted(b)).count());
    }

    private static boolean isPrinted(int value) {
        return value > 0x20 && value < 0x7F || value > 0xA0 && value != 0xAD;
    }
}
