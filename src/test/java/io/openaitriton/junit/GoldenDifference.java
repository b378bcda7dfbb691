package io.openaitriton.junit;

import java.util.ArrayList;
import java.util.List;

/** The differing lines of two texts, with invisible characters made visible. */
final class GoldenDifference {
    private static final int AROUND = 3;

    private GoldenDifference() {}

    /** From the first line that differs to the last, {@code -} for those expected and {@code +} for those that came, with some lines around them. */
    static String of(String expected, String actual) {
        List<String> before = lines(expected);
        List<String> after = lines(actual);
        int same = 0;
        while (same < Math.min(before.size(), after.size()) && before.get(same).equals(after.get(same))) {
            same++;
        }
        int rest = 0;
        while (rest < Math.min(before.size(), after.size()) - same
                && before.get(before.size() - 1 - rest).equals(after.get(after.size() - 1 - rest))) {
            rest++;
        }
        List<String> told = new ArrayList<>();
        told.add("@@ line " + (same + 1) + " @@");
        add(told, "  ", before.subList(Math.max(0, same - AROUND), same));
        add(told, "- ", before.subList(same, before.size() - rest));
        add(told, "+ ", after.subList(same, after.size() - rest));
        int end = before.size() - rest;
        add(told, "  ", before.subList(end, Math.min(before.size(), end + AROUND)));
        return String.join("\n", told);
    }

    private static void add(List<String> told, String sign, List<String> lines) {
        lines.forEach(line -> told.add(sign + line));
    }

    /** Each with its end: a last line without one is another line than the same with one. */
    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            lines.add(visible(end < 0 ? text.substring(start) : text.substring(start, end + 1)));
            start = end < 0 ? text.length() : end + 1;
        }
        return lines;
    }

    private static String visible(String line) {
        String shown = line.replace("\\", "\\\\").replace("\t", "\\t").replace("\r", "\\r");
        return shown.endsWith("\n") ? shown.substring(0, shown.length() - 1) + "⏎" : shown;
    }
}
