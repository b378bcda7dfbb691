package io.openaitriton.replica;

/** A policy in use. Guarded by the lock of {@link Replicas}. */
interface Chooser {

    /** One of the open shares, of which there is at least one. */
    Choice choose(Shares shares, PromptBlocks prompt);

    /** A replica got a request, chosen by any means. */
    default void chosen(Share share, PromptBlocks prompt) {}

    /** A replica may have lost its cache. */
    default void forget(Share share) {}

    /**
     * What was chosen.
     *
     * @param matched the share of the prompt that the replica is known to have had, 0 to 1; negative where that is not looked for
     */
    record Choice(Share share, Reason reason, double matched) {
        /** That is not looked for. */
        static final double NOT_LOOKED_FOR = -1;

        Choice(Share share, Reason reason) {
            this(share, reason, NOT_LOOKED_FOR);
        }
    }
}
