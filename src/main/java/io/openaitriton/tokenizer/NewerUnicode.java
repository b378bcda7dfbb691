package io.openaitriton.tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Characters that are newer than Java's Unicode: Java 17 has Unicode 13, Hugging Face's tokenizers have 16. For regular
 * expressions, each such character is replaced by an older character of the same kind.
 */
final class NewerUnicode {
    private static final String TABLE = "/openai-triton/unicode-14-to-16.txt";

    /** For each kind, a character of one char and one of two, in old scripts that no regular expression names. */
    private static final Map<String, int[]> STANDS_FOR = new HashMap<>();

    static {
        add("Lu", 0xA640, 0x10400);
        add("Ll", 0x0250, 0x10428);
        add("Lm", 0x02B0, 0x16B40);
        add("Lo", 0x0780, 0x10280);
        // beyond the ranges that regular expressions write out, as the newer ones are
        add("Han", 0x9FB0, 0x2EBE0);
        add("Mn", 0x0591, 0x101FD);
        add("Mc", 0x0903, 0x11000);
        add("Nd", 0x0660, 0x104A0);
        add("No", 0x00B2, 0x10107);
        add("Pd", 0x2010, 0x10EAD);
        add("Ps", 0x2045, 0x2045);
        add("Pe", 0x2046, 0x2046);
        add("Po", 0x0589, 0x10100);
        add("Sc", 0x20A0, 0x1E2FF);
        add("Sk", 0x02C2, 0x1F3FB);
        add("Sm", 0x2200, 0x1D6C1);
        add("So", 0x2600, 0x1F300);
        // no zero-width space, which many regular expressions name
        add("Cf", 0x0600, 0x110BD);
    }

    /** First code points of ranges, with the last and what stands for them. */
    private static final TreeMap<Integer, Range> RANGES = read();

    private record Range(int last, int[] standsFor) {}

    private NewerUnicode() {}

    private static void add(String kind, int shortOne, int longOne) {
        STANDS_FOR.put(kind, new int[] {shortOne, longOne});
    }

    /** The text as a regular expression is to see it: of the same length, and mostly itself. */
    static String older(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // below, Unicode has been complete since version 7
            if (c >= 0x600 && isOther(text.codePointAt(i))) {
                return replaced(text, i);
            }
        }
        return text;
    }

    private static String replaced(String text, int from) {
        StringBuilder older = new StringBuilder(text.length()).append(text, 0, from);
        text.substring(from).codePoints().forEach(c -> older.appendCodePoint(older(c)));
        return older.toString();
    }

    /** Whether this Java does not know a character, or as another kind: two marks of Tagalog and Ahom were no spacing ones before. */
    private static boolean isOther(int c) {
        int type = Character.getType(c);
        return type == Character.UNASSIGNED || type == Character.NON_SPACING_MARK && (c == 0x1734 || c == 0x1171E);
    }

    private static int older(int c) {
        Map.Entry<Integer, Range> range = RANGES.floorEntry(c);
        return range == null || c > range.getValue().last || !isOther(c)
                ? c
                : range.getValue().standsFor[Character.charCount(c) - 1];
    }

    private static TreeMap<Integer, Range> read() {
        TreeMap<Integer, Range> ranges = new TreeMap<>();
        try (InputStream in = NewerUnicode.class.getResourceAsStream(TABLE)) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> {
                        String[] parts = line.split("[ -]");
                        ranges.put(
                                Integer.parseInt(parts[1], 16),
                                new Range(Integer.parseInt(parts[parts.length - 1], 16), STANDS_FOR.get(parts[0])));
                    });
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return ranges;
    }
}
