package io.openaitriton.junit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A WordPiece tokenizer of a few words. */
public final class WordPieceFile {
    public static final int CLS = 2;
    public static final int SEP = 3;
    private static final String[] WORDS = {
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "cat", "sat", "on", "mat", "rates", "rose", "a", "##s"
    };

    private WordPieceFile() {}

    /** Of one of its words. */
    public static int id(String word) {
        return Arrays.asList(WORDS).indexOf(word);
    }

    /** Writes it into a folder. */
    public static Path in(Path folder) throws IOException {
        StringBuilder vocabulary = new StringBuilder();
        for (int i = 0; i < WORDS.length; i++) {
            vocabulary
                    .append(i == 0 ? "" : ",")
                    .append("\"")
                    .append(WORDS[i])
                    .append("\":")
                    .append(i);
        }
        String special =
                "{\"id\":%d,\"content\":\"%s\",\"single_word\":false,\"lstrip\":false,\"rstrip\":false,\"normalized\":false,\"special\":true}";
        Path file = folder.resolve("tokenizer.json");
        Files.writeString(
                file,
                "{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":["
                        + special.formatted(0, "[PAD]") + "," + special.formatted(2, "[CLS]") + ","
                        + special.formatted(3, "[SEP]")
                        + "],\"normalizer\":{\"type\":\"BertNormalizer\",\"clean_text\":true,\"handle_chinese_chars\":true,\"strip_accents\":null,\"lowercase\":true},"
                        + "\"pre_tokenizer\":{\"type\":\"BertPreTokenizer\"},"
                        + "\"post_processor\":{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":\"[CLS]\",\"type_id\":0}},{\"Sequence\":{\"id\":\"A\",\"type_id\":0}},{\"SpecialToken\":{\"id\":\"[SEP]\",\"type_id\":0}}],"
                        + "\"pair\":[{\"SpecialToken\":{\"id\":\"[CLS]\",\"type_id\":0}},{\"Sequence\":{\"id\":\"A\",\"type_id\":0}},{\"SpecialToken\":{\"id\":\"[SEP]\",\"type_id\":0}},{\"Sequence\":{\"id\":\"B\",\"type_id\":1}},{\"SpecialToken\":{\"id\":\"[SEP]\",\"type_id\":1}}],"
                        + "\"special_tokens\":{\"[CLS]\":{\"id\":\"[CLS]\",\"ids\":[2],\"tokens\":[\"[CLS]\"]},\"[SEP]\":{\"id\":\"[SEP]\",\"ids\":[3],\"tokens\":[\"[SEP]\"]}}},"
                        + "\"decoder\":{\"type\":\"WordPiece\",\"prefix\":\"##\",\"cleanup\":true},"
                        + "\"model\":{\"type\":\"WordPiece\",\"unk_token\":\"[UNK]\",\"continuing_subword_prefix\":\"##\",\"max_input_chars_per_word\":100,\"vocab\":{"
                        + vocabulary + "}}}");
        return file;
    }
}
