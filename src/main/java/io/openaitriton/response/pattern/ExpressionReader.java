package io.openaitriton.response.pattern;

import io.openaitriton.response.pattern.Program.Node;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what expressions of response templates use: literals, classes, groups with and without a name, alternatives, and
 * {@code * + ?} with their lazy forms. Look-behind and look-ahead cannot be matched in a stream, and are refused.
 */
final class ExpressionReader {
    private final String text;
    private int at;

    ExpressionReader(String text) {
        this.text = text;
    }

    /** @throws IllegalArgumentException when it is malformed, or uses something else */
    Node read() {
        Node all = alternatives();
        if (at < text.length()) {
            throw wrong("a ')' without its '('");
        }
        return all;
    }

    private Node alternatives() {
        List<Node> all = new ArrayList<>(List.of(sequence()));
        while (at < text.length() && text.charAt(at) == '|') {
            at++;
            all.add(sequence());
        }
        return all.size() == 1
                ? all.get(0)
                : (builder, next) -> {
                    int entry = all.get(all.size() - 1).compile(builder, next);
                    for (int i = all.size() - 2; i >= 0; i--) {
                        entry = builder.add(Program.SPLIT, all.get(i).compile(builder, next), entry, null);
                    }
                    return entry;
                };
    }

    private Node sequence() {
        List<Node> parts = new ArrayList<>();
        while (at < text.length() && text.charAt(at) != '|' && text.charAt(at) != ')') {
            parts.add(repeated(atom()));
        }
        return (builder, next) -> {
            int entry = next;
            for (int i = parts.size() - 1; i >= 0; i--) {
                entry = parts.get(i).compile(builder, entry);
            }
            return entry;
        };
    }

    private Node repeated(Node part) {
        if (at == text.length() || "*+?".indexOf(text.charAt(at)) < 0) {
            if (at < text.length() && text.charAt(at) == '{') {
                throw wrong("a repetition in braces");
            }
            return part;
        }
        char kind = text.charAt(at++);
        boolean lazy = at < text.length() && text.charAt(at) == '?';
        at += lazy ? 1 : 0;
        return switch (kind) {
            case '?' -> (builder, next) -> split(builder, part.compile(builder, next), next, lazy);
            case '*' -> (builder, next) -> loop(builder, part, next, lazy, true);
            default -> (builder, next) -> loop(builder, part, next, lazy, false);
        };
    }

    private static int split(Program.Builder builder, int into, int past, boolean lazy) {
        return builder.add(Program.SPLIT, lazy ? past : into, lazy ? into : past, null);
    }

    private static int loop(Program.Builder builder, Node part, int next, boolean lazy, boolean none) {
        int split = builder.add(Program.SPLIT, next, next, null);
        int body = part.compile(builder, split);
        if (lazy) {
            builder.setSecond(split, body);
        } else {
            builder.setFirst(split, body);
        }
        return none ? split : body;
    }

    private Node atom() {
        char c = text.charAt(at++);
        return switch (c) {
            case '(' -> group();
            case '[' -> one(characterClass());
            case '.' -> one(CharacterSet.ANY);
            case '\\' -> one(escape());
            case '^', '$', '*', '+', '?', '{' -> throw wrong("'" + c + "' here");
            default -> one(CharacterSet.of(String.valueOf(c)));
        };
    }

    private static Node one(CharacterSet set) {
        return (builder, next) -> builder.add(Program.CHARACTER, next, 0, set);
    }

    private Node group() {
        String name = null;
        if (text.startsWith("?:", at)) {
            at += 2;
        } else if (text.startsWith("?P<", at) || text.startsWith("?<", at)) {
            int from = text.indexOf('<', at) + 1;
            int to = text.indexOf('>', from);
            if (to < 0 || !text.substring(from, to).matches("[A-Za-z_][A-Za-z0-9_]*")) {
                throw wrong("a look behind, or a group whose name is not in '<>'");
            }
            name = text.substring(from, to);
            at = to + 1;
        } else if (text.startsWith("?", at)) {
            throw wrong("'(?'");
        }
        Node inside = alternatives();
        if (at == text.length()) {
            throw wrong("a '(' without its ')'");
        }
        at++;
        String group = name;
        return group == null
                ? inside
                : (builder, next) -> {
                    int save = builder.group(group);
                    int end = builder.add(Program.SAVE, next, save + 1, null);
                    return builder.add(Program.SAVE, inside.compile(builder, end), save, null);
                };
    }

    private CharacterSet characterClass() {
        boolean negated = text.startsWith("^", at);
        at += negated ? 1 : 0;
        CharacterSet set = CharacterSet.of("");
        boolean first = true;
        while (at < text.length() && (text.charAt(at) != ']' || first)) {
            first = false;
            char c = text.charAt(at++);
            if (c == '\\') {
                set = set.or(escape());
            } else if (text.startsWith("-", at) && at + 1 < text.length() && text.charAt(at + 1) != ']') {
                set = set.or(CharacterSet.range(c, text.charAt(at + 1)));
                at += 2;
            } else {
                set = set.or(CharacterSet.of(String.valueOf(c)));
            }
        }
        if (at == text.length()) {
            throw wrong("a '[' without its ']'");
        }
        at++;
        return negated ? set.not() : set;
    }

    private CharacterSet escape() {
        if (at == text.length()) {
            throw wrong("'\\' at its end");
        }
        char c = text.charAt(at++);
        return switch (c) {
            case 's' -> CharacterSet.SPACE;
            case 'S' -> CharacterSet.SPACE.not();
            case 'd' -> CharacterSet.DIGIT;
            case 'D' -> CharacterSet.DIGIT.not();
            case 'w' -> CharacterSet.WORD;
            case 'W' -> CharacterSet.WORD.not();
            case 'n' -> CharacterSet.of("\n");
            case 't' -> CharacterSet.of("\t");
            case 'r' -> CharacterSet.of("\r");
            default -> {
                if (Character.isLetterOrDigit(c)) {
                    throw wrong("'\\" + c + "'");
                }
                yield CharacterSet.of(String.valueOf(c));
            }
        };
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("The expression '" + text + "' has " + what + " before character " + at
                + ", which cannot be matched in streamed text");
    }
}
