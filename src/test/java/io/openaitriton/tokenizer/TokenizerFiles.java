package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Small {@code tokenizer.json} files, as Hugging Face writes them. */
final class TokenizerFiles {
    static final String LLAMA_3 = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    static final String GPT_2_PRE_TOKENIZER = "{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"use_regex\":true}";

    private static final ObjectMapper JSON = new ObjectMapper();

    private TokenizerFiles() {}

    /** A whole file; change what is to be another. */
    static ObjectNode of(NaiveBpe bpe) {
        return of(bpe.vocabulary(), bpe.merges());
    }

    static ObjectNode of(Map<String, Integer> vocabulary, List<String[]> merges) {
        ObjectNode file = JSON.createObjectNode().put("version", "1.0");
        file.putNull("truncation").putNull("padding");
        file.putArray("added_tokens");
        file.putNull("normalizer");
        file.set("pre_tokenizer", json(GPT_2_PRE_TOKENIZER));
        file.set("decoder", json("{\"type\":\"ByteLevel\"}"));
        ObjectNode model = file.putObject("model").put("type", "BPE");
        model.putNull("dropout").putNull("unk_token").putNull("continuing_subword_prefix");
        model.put("end_of_word_suffix", "").put("byte_fallback", false).put("ignore_merges", false);
        ObjectNode vocab = model.putObject("vocab");
        vocabulary.forEach(vocab::put);
        ArrayNode list = model.putArray("merges");
        merges.forEach(merge -> list.add(merge[0] + " " + merge[1]));
        return file;
    }

    /** The pre-tokenizer of Llama 3, Qwen and others with a regular expression of their own. */
    static ObjectNode split(String regex) {
        ObjectNode sequence = JSON.createObjectNode().put("type", "Sequence");
        ArrayNode steps = sequence.putArray("pretokenizers");
        ObjectNode split = steps.addObject().put("type", "Split");
        split.putObject("pattern").put("Regex", regex);
        split.put("behavior", "Isolated").put("invert", false);
        steps.add(
                json("{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"trim_offsets\":true,\"use_regex\":false}"));
        return sequence;
    }

    /** An added token; {@code fields} are what is not false. */
    static ObjectNode added(String content, String... fields) {
        ObjectNode token = JSON.createObjectNode().put("id", 1000).put("content", content);
        for (String field : List.of("single_word", "lstrip", "rstrip", "normalized", "special")) {
            token.put(field, List.of(fields).contains(field));
        }
        return token;
    }

    static ObjectNode json(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Tokenizer load(Path folder, ObjectNode file) {
        try {
            JSON.writeValue(folder.resolve("tokenizer.json").toFile(), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Tokenizer.read(folder);
    }
}
