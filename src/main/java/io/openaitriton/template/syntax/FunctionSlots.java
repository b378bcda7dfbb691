package io.openaitriton.template.syntax;

/** The slots of a unit with its own scope at run time: a template, a macro or a recursive loop. */
final class FunctionSlots {
    final int depth;
    final NodeWalker walker;
    private int count;

    FunctionSlots(int depth, NodeWalker walker) {
        this.depth = depth;
        this.walker = walker;
    }

    FunctionSlots inner() {
        return new FunctionSlots(depth + 1, walker);
    }

    /** The next free slot. */
    int add() {
        return count++;
    }

    int count() {
        return count;
    }
}
