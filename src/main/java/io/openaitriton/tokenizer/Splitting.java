package io.openaitriton.tokenizer;

/** Handles the matches of a pattern and the text between them, in order: the {@code behavior} of a pre-tokenizer. */
final class Splitting {
    /** Takes pieces of a text, and says whether it wants more. */
    interface Sink {
        boolean piece(String text, int start, int end);
    }

    /** The behaviours of the file format. */
    enum Behavior {
        REMOVED,
        ISOLATED,
        MERGED_WITH_PREVIOUS,
        MERGED_WITH_NEXT,
        CONTIGUOUS;

        static Behavior of(String name) {
            return switch (name) {
                case "Removed" -> REMOVED;
                case "Isolated" -> ISOLATED;
                case "MergedWithPrevious" -> MERGED_WITH_PREVIOUS;
                case "MergedWithNext" -> MERGED_WITH_NEXT;
                case "Contiguous" -> CONTIGUOUS;
                default -> throw new IllegalArgumentException("a behavior " + name + " is not supported");
            };
        }
    }

    private final Behavior behavior;
    private final String text;
    private final Sink sink;

    /** What is held back until the next is known: from there to there, if it is not empty. */
    private int heldStart;

    private int heldEnd;
    private boolean heldMatch;

    Splitting(Behavior behavior, String text, Sink sink) {
        this.behavior = behavior;
        this.text = text;
        this.sink = sink;
    }

    /** Takes the next part of the text; says whether more are wanted. */
    boolean next(int start, int end, boolean match) {
        return switch (behavior) {
            case REMOVED -> match || emit(start, end);
            case ISOLATED -> emit(start, end);
            case MERGED_WITH_PREVIOUS -> {
                if (!match) {
                    yield hold(start, end, false);
                }
                int from = heldEnd > heldStart ? heldStart : start;
                heldEnd = heldStart;
                yield emit(from, end);
            }
            case MERGED_WITH_NEXT -> {
                if (match) {
                    yield hold(start, end, true);
                }
                int from = heldEnd > heldStart ? heldStart : start;
                heldEnd = heldStart;
                yield emit(from, end);
            }
            case CONTIGUOUS -> {
                if (heldEnd > heldStart && heldMatch == match) {
                    heldEnd = end;
                    yield true;
                }
                yield hold(start, end, match);
            }
        };
    }

    /** Ends the text. */
    boolean end() {
        return emit(heldStart, heldEnd);
    }

    private boolean hold(int start, int end, boolean match) {
        boolean more = emit(heldStart, heldEnd);
        heldStart = start;
        heldEnd = end;
        heldMatch = match;
        return more;
    }

    private boolean emit(int start, int end) {
        return end <= start || sink.piece(text, start, end);
    }
}
