package io.openaitriton.response.pattern;

import java.util.Arrays;

/**
 * Searches a text for the expressions of a program, character by character. It follows all possible matches in parallel, so no
 * character is read twice: the work for each is bounded by the length of the program. Used by one thread at a time.
 */
public final class Matcher {
    private final Program program;
    private final int[] seen;
    private Threads now;
    private Threads next;
    private Threads fresh;
    private int step;

    private long bestStart = -1;
    private long bestEnd;
    private int bestExpression;
    private long[] bestSaves;

    /** Follows the expressions of a program. */
    public Matcher(Program program) {
        this.program = program;
        this.seen = new int[program.kinds.length];
        this.now = new Threads(program.kinds.length);
        this.next = new Threads(program.kinds.length);
        this.fresh = new Threads(program.kinds.length);
    }

    /** Forgets all that it follows. */
    public void reset() {
        now.count = 0;
        bestStart = -1;
    }

    /** True when it follows nothing. */
    public boolean isIdle() {
        return now.count == 0 && bestStart < 0;
    }

    /** True when it follows nothing, and nothing can begin with a character: then the character can be skipped. */
    public boolean ignores(char c) {
        return now.count == 0 && bestStart < 0 && !program.mayBegin(c);
    }

    /** Where the first begins of those that it follows. Not to be asked when it is idle. */
    public long start() {
        return now.count > 0 && (bestStart < 0 || now.starts[0] < bestStart) ? now.starts[0] : bestStart;
    }

    /**
     * Takes the next character.
     *
     * @param position of the character in the text
     * @return true when a match is certain: see {@link #expression()}. It may have ended before this character
     */
    public boolean take(char c, long position) {
        step++;
        next.count = 0;
        for (int i = 0; i < now.count; i++) {
            if (advance(now.at[i], now.starts[i], now.saves[i], c, position)) {
                break;
            }
        }
        if (bestStart < 0 && program.mayBegin(c)) {
            begin(c, position);
        }
        Threads swap = now;
        now = next;
        next = swap;
        return bestStart >= 0 && now.count == 0;
    }

    /** At the end of the text: true when something has matched. What began before it has not, and is no longer followed. */
    public boolean end() {
        now.count = 0;
        return bestStart >= 0;
    }

    /** Index of the expression that has matched. */
    public int expression() {
        return bestExpression;
    }

    /** Position after the last character of the match. */
    public long matchEnd() {
        return bestEnd;
    }

    /** Begin of what a group has matched; -1 when it has not. */
    public long groupStart(String group) {
        return saved(group, 0);
    }

    /** End of what a group has matched; -1 when it has not. */
    public long groupEnd(String group) {
        return saved(group, 1);
    }

    private long saved(String group, int which) {
        Integer save = program.groups.get(group);
        return save == null || bestSaves == null ? -1 : bestSaves[save + which] - 1;
    }

    /** What begins with a character: the threads that are at the start before it. */
    private void begin(char c, long position) {
        Threads kept = next;
        next = fresh;
        next.count = 0;
        step++;
        follow(program.start, position, null, position);
        next = kept;
        step++;
        for (int i = 0; i < kept.count; i++) {
            seen[kept.at[i]] = step;
        }
        for (int i = 0; i < fresh.count; i++) {
            if (advance(fresh.at[i], position, fresh.saves[i], c, position)) {
                break;
            }
        }
    }

    /** Moves one thread over a character; true when it matches, so that those after it do not count. */
    private boolean advance(int at, long start, long[] saves, char c, long position) {
        return program.sets[at].has(c) && follow(program.first[at], start, saves, position + 1);
    }

    /** Adds the thread at a step; true when an expression has matched, so that what is preferred less does not count. */
    private boolean follow(int at, long start, long[] saves, long position) {
        if (seen[at] == step) {
            return false;
        }
        seen[at] = step;
        switch (program.kinds[at]) {
            case Program.CHARACTER:
                next.add(at, start, saves);
                return false;
            case Program.SPLIT:
                return follow(program.first[at], start, saves, position)
                        || follow(program.second[at], start, saves, position);
            case Program.SAVE:
                long[] noted = saves == null ? new long[program.saves] : Arrays.copyOf(saves, program.saves);
                // 0 is for what was not noted
                noted[program.second[at]] = position + 1;
                return follow(program.first[at], start, noted, position);
            default:
                bestStart = start;
                bestEnd = position;
                bestExpression = program.first[at];
                bestSaves = saves;
                return true;
        }
    }

    /** What is followed, the most preferred first: those that began earlier, and of the same beginning as the expression prefers. */
    private static final class Threads {
        private final int[] at;
        private final long[] starts;
        private final long[][] saves;
        private int count;

        Threads(int most) {
            at = new int[most];
            starts = new long[most];
            saves = new long[most][];
        }

        void add(int step, long start, long[] noted) {
            at[count] = step;
            starts[count] = start;
            saves[count] = noted;
            count++;
        }
    }

    /**
     * The text of a named group of the match; null if it has none.
     *
     * @param text with the match
     * @param base position of its first character
     */
    public String group(String name, CharSequence text, long base) {
        long from = groupStart(name);
        return from < 0
                ? null
                : text.subSequence((int) (from - base), (int) (groupEnd(name) - base))
                        .toString();
    }
}
