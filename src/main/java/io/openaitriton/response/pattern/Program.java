package io.openaitriton.response.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Several expressions as one automaton. Immutable, and safe to share. */
public final class Program {
    /** Takes a character. */
    static final int CHARACTER = 0;
    /** Goes on at two places, the first of which is preferred. */
    static final int SPLIT = 1;
    /** Notes where a group begins or ends. */
    static final int SAVE = 2;
    /** An expression has matched. */
    static final int MATCH = 3;

    final int[] kinds;
    final int[] first;
    final int[] second;
    final CharacterSet[] sets;
    final int start;
    /** Name of a group to the place of its beginning among what is noted; its end is the next. */
    final Map<String, Integer> groups;

    final int saves;
    private final CharacterSet beginnings;

    private Program(Builder builder, int start) {
        this.kinds = builder.kinds.stream().mapToInt(Integer::intValue).toArray();
        this.first = builder.first.stream().mapToInt(Integer::intValue).toArray();
        this.second = builder.second.stream().mapToInt(Integer::intValue).toArray();
        this.sets = builder.sets.toArray(CharacterSet[]::new);
        this.groups = Map.copyOf(builder.groups);
        this.saves = builder.saves;
        this.start = start;
        this.beginnings = beginnings(start, new boolean[kinds.length]);
    }

    /**
     * The automaton of some expressions. Where several match, the one that begins first does; of those that begin at the same place, the first in the list.
     *
     * @throws IllegalArgumentException when one uses what only other engines know: what, and where
     */
    public static Program of(List<String> expressions) {
        Builder builder = new Builder();
        int start = -1;
        for (int i = expressions.size() - 1; i >= 0; i--) {
            Node node = new ExpressionReader(expressions.get(i)).read();
            int match = builder.add(MATCH, i, 0, null);
            int entry = node.compile(builder, match);
            start = start < 0 ? entry : builder.add(SPLIT, entry, start, null);
        }
        return new Program(builder, start < 0 ? builder.add(CHARACTER, 0, 0, CharacterSet.ANY.not()) : start);
    }

    /** An expression that matches this text only. */
    public static String literal(String text) {
        return text.replaceAll("[\\\\\\[\\](){}.*+?|^$]", "\\\\$0");
    }

    /** False when no match can begin with a character. */
    public boolean mayBegin(char c) {
        return beginnings.has(c);
    }

    private CharacterSet beginnings(int at, boolean[] seen) {
        if (seen[at]) {
            return CharacterSet.ANY.not();
        }
        seen[at] = true;
        return switch (kinds[at]) {
            case CHARACTER -> sets[at];
            case SPLIT -> beginnings(first[at], seen).or(beginnings(second[at], seen));
            case SAVE -> beginnings(first[at], seen);
            // an expression that matches nothing would match everywhere
            default -> throw new IllegalArgumentException("An expression matches the empty text");
        };
    }

    /** Collects the steps of an automaton, from the last to the first. */
    static final class Builder {
        private final List<Integer> kinds = new ArrayList<>();
        private final List<Integer> first = new ArrayList<>();
        private final List<Integer> second = new ArrayList<>();
        private final List<CharacterSet> sets = new ArrayList<>();
        private final Map<String, Integer> groups = new TreeMap<>();
        private int saves;

        int add(int kind, int one, int two, CharacterSet set) {
            kinds.add(kind);
            first.add(one);
            second.add(two);
            sets.add(set);
            return kinds.size() - 1;
        }

        void setFirst(int at, int one) {
            first.set(at, one);
        }

        void setSecond(int at, int two) {
            second.set(at, two);
        }

        /** Where the beginning of a group is noted. */
        int group(String name) {
            return groups.computeIfAbsent(name, key -> {
                saves += 2;
                return saves - 2;
            });
        }
    }

    /** A part of an expression. */
    interface Node {
        /** Adds its steps, after which the automaton goes on at {@code next}; returns the first of them. */
        int compile(Builder builder, int next);
    }
}
