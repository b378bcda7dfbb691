package io.openaitriton.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.tokenizer.Tokenizer;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** CPU time of this thread for the tokens of prompts; {@code bench/tokens.py} measures Python's tokenizers in the same way. */
final class Tokens {
    private static final int ROUNDS = 8;
    private static final int CHARS_A_ROUND = 400_000;

    private Tokens() {}

    /** @param args a file of prompts by name, then {@code tokenizer.json} files */
    public static void main(String[] args) throws IOException {
        JsonNode prompts = new ObjectMapper().readTree(new File(args[0]));
        for (int i = 1; i < args.length; i++) {
            Tokenizer tokenizer = Tokenizer.read(Path.of(args[i]));
            for (Map.Entry<String, JsonNode> prompt : prompts.properties()) {
                best(tokenizer, prompt.getValue().textValue());
            }
            for (Map.Entry<String, JsonNode> prompt : prompts.properties()) {
                String text = prompt.getValue().textValue();
                double nanos = best(tokenizer, text);
                System.out.printf(
                        Locale.ROOT,
                        "%s\t%s\t%d\t%.0f\t%.1f%n",
                        args[i],
                        prompt.getKey(),
                        tokenizer.count(text),
                        nanos / 1e3,
                        nanos / text.getBytes(StandardCharsets.UTF_8).length);
            }
        }
    }

    /** The best of several rounds, because other processes use this machine too. */
    private static double best(Tokenizer tokenizer, String text) {
        double best = Double.MAX_VALUE;
        int times = Math.max(1, CHARS_A_ROUND / text.length());
        for (int round = 0; round < ROUNDS; round++) {
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            for (int i = 0; i < times; i++) {
                if (tokenizer.ids(text).length == 0) {
                    throw new IllegalStateException("a prompt without tokens");
                }
            }
            long time = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
            best = Math.min(best, (double) time / times);
        }
        return best;
    }
}
