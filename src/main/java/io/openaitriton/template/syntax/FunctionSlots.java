package io.openaitriton.template.syntax;

/** The slots of what has a scope of its own at run time: a template, a macro or a recursive loop. */
final class FunctionSlots {
    final int depth;
    final Parts parts;
    private int count;

    FunctionSlots(int depth, Parts parts) {
        this.depth = depth;
        this.parts = parts;
    }

    FunctionSlots inner() {
        return new FunctionSlots(depth + 1, parts);
    }

    /** The next free slot. */
    int add() {
        return count++;
    }

    int count() {
        return count;
    }
}
