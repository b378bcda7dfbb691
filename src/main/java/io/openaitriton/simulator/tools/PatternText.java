package io.openaitriton.simulator.tools;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A text that matches a regular expression of the simple kind: literals, classes, groups, alternatives, repetition. */
final class PatternText {
    private static final int MAX_REPEAT = 1000;

    private final String pattern;
    private final int extra;
    private int at;

    /** @param extra how often to repeat beyond what is needed, to be long enough */
    private PatternText(String pattern, int extra) {
        this.pattern = pattern;
        this.extra = extra;
    }

    /** A text as long as wanted, or "simulated" if the pattern is not understood. */
    static String of(String pattern, int least) {
        try {
            Pattern compiled = Pattern.compile(pattern);
            for (int extra : new int[] {0, 1, 2, 4, 8, 16, 32, 64, 128, 256}) {
                String text = new PatternText(pattern, extra).alternatives();
                if (text.length() >= least && compiled.matcher(text).find()) {
                    return text;
                }
            }
        } catch (PatternSyntaxException | IndexOutOfBoundsException | NumberFormatException e) {
            // a pattern that Java, or this class, does not know
        }
        return "simulated";
    }

    /** The first of them; the others are read over. */
    private String alternatives() {
        String first = sequence();
        while (at < pattern.length() && pattern.charAt(at) == '|') {
            at++;
            sequence();
        }
        return first;
    }

    private String sequence() {
        StringBuilder text = new StringBuilder();
        while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
            String atom = atom();
            text.append(atom.repeat(times()));
        }
        return text.toString();
    }

    private String atom() {
        char c = pattern.charAt(at++);
        return switch (c) {
            case '^', '$' -> "";
            case '.' -> "x";
            case '(' -> group();
            case '[' -> oneOf();
            case '\\' -> escaped(pattern.charAt(at++));
            default -> String.valueOf(c);
        };
    }

    private String group() {
        boolean ahead = pattern.startsWith("?!", at) || pattern.startsWith("?=", at) || pattern.startsWith("?<", at);
        boolean named = pattern.startsWith("?<", at) && Character.isLetter(pattern.charAt(at + 2));
        if (pattern.startsWith("?", at)) {
            at = named ? pattern.indexOf('>', at) + 1 : at + 2;
        }
        String text = alternatives();
        at++;
        return ahead && !named ? "" : text;
    }

    private String oneOf() {
        int start = at - 1;
        at += pattern.charAt(at) == '^' ? 1 : 0;
        at += pattern.charAt(at) == ']' ? 1 : 0;
        while (pattern.charAt(at) != ']') {
            at += pattern.charAt(at) == '\\' ? 2 : 1;
        }
        Pattern one = Pattern.compile(pattern.substring(start, ++at));
        for (char c : "a1A0b-_ xyzXYZ.@:/".toCharArray()) {
            if (one.matcher(String.valueOf(c)).matches()) {
                return String.valueOf(c);
            }
        }
        for (char c = ' '; c < Character.MIN_SURROGATE; c++) {
            if (one.matcher(String.valueOf(c)).matches()) {
                return String.valueOf(c);
            }
        }
        return "";
    }

    private static String escaped(char c) {
        return switch (c) {
            case 'd' -> "1";
            case 'w', 'D', 'S' -> "a";
            case 's' -> " ";
            case 'W' -> "-";
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'r' -> "\r";
            case 'b', 'B', 'A', 'z', 'Z' -> "";
            default -> String.valueOf(c);
        };
    }

    private int times() {
        if (at >= pattern.length()) {
            return 1;
        }
        int times = 1;
        char c = pattern.charAt(at);
        if (c == '?' || c == '*') {
            at++;
            times = c == '*' ? extra : 0;
        } else if (c == '+') {
            at++;
            times = 1 + extra;
        } else if (c == '{') {
            int end = pattern.indexOf('}', at);
            String[] bounds = pattern.substring(at + 1, end).split(",", -1);
            at = end + 1;
            int low = bounds[0].isEmpty() ? 0 : Integer.parseInt(bounds[0]);
            int high = bounds.length == 1 ? low : bounds[1].isEmpty() ? MAX_REPEAT : Integer.parseInt(bounds[1]);
            times = Math.min(MAX_REPEAT, Math.min(high, low + extra));
        } else {
            return 1;
        }
        if (at < pattern.length() && (pattern.charAt(at) == '?' || pattern.charAt(at) == '+')) {
            at++;
        }
        return times;
    }
}
