package io.openaitriton.tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads the file of character tables: lines of a name and its ranges. */
final class CharacterTable {
    private static final String FILE = "/openai-triton/tokenizer-characters.txt";
    private static final int HEXADECIMAL = 16;

    /** Takes a range of code points with the name of its line. */
    interface Ranges {
        /**
         * @param step how far from each other they are
         * @param target what becomes of the first, or -1
         */
        void add(String name, int first, int last, int step, int target);
    }

    private CharacterTable() {}

    static void read(Ranges ranges) {
        try (InputStream in = CharacterTable.class.getResourceAsStream(FILE)) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> line(line.split(" "), ranges));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code first-last/step>target}, all but the first left out where there is none. */
    private static void line(String[] parts, Ranges ranges) {
        for (int i = 1; i < parts.length; i++) {
            String[] mapping = parts[i].split(">");
            String[] stepped = mapping[0].split("/");
            String[] range = stepped[0].split("-");
            ranges.add(
                    parts[0],
                    Integer.parseInt(range[0], HEXADECIMAL),
                    Integer.parseInt(range[range.length - 1], HEXADECIMAL),
                    stepped.length < 2 ? 1 : Integer.parseInt(stepped[1]),
                    mapping.length < 2 ? -1 : Integer.parseInt(mapping[1], HEXADECIMAL));
        }
    }
}
