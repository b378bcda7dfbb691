package io.openaitriton.junit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A {@code tokenizer.json} in which every byte is a token, and so is Llama's end-of-turn mark. */
public final class ByteTokenizer {
    private ByteTokenizer() {}

    /** Writes it. */
    public static Path in(Path folder) throws IOException {
        StringBuilder vocabulary = new StringBuilder();
        char unprintable = 0x100;
        for (int b = 0; b < 256; b++) {
            boolean printable = b > ' ' && b < 0x7F || b > 0xA0 && b != 0xAD;
            char c = printable ? (char) b : unprintable++;
            vocabulary.append(b == 0 ? "" : ",").append(c == '"' || c == '\\' ? "\"\\" : "\"");
            vocabulary.append(c).append("\":").append(b);
        }
        return Files.writeString(
                folder.resolve("tokenizer.json"),
                "{\"model\":{\"type\":\"BPE\",\"vocab\":{" + vocabulary
                        + "},\"merges\":[]},\"pre_tokenizer\":{\"type\":"
                        + "\"ByteLevel\",\"add_prefix_space\":false},\"added_tokens\":[{\"content\":\"<|eot_id|>\"}]}");
    }
}
