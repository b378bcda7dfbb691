package io.openaitriton.replica;

/**
 * What the policies that look at prompts may use.
 *
 * @param indexBlocks blocks that {@link Policy#PREFIX} knows at most, some 20 bytes each
 * @param hashedBlocks the first blocks of a prompt by which {@link Policy#PREFIX_HASH} goes
 */
public record PrefixSettings(int indexBlocks, int hashedBlocks) {
    /** Some 3 MB: what several dozen replicas have in their caches. */
    public static final PrefixSettings DEFAULT = new PrefixSettings(1 << 17, 8);

    /** What the index of so many replicas takes in memory. */
    public long bytes(int replicas) {
        return PrefixIndex.bytes(indexBlocks, replicas);
    }

    /** @throws IllegalArgumentException naming what is wrong */
    public PrefixSettings {
        if (indexBlocks < 1 || indexBlocks > 1 << 26) {
            throw new IllegalArgumentException("'indexBlocks' must be 1 to " + (1 << 26) + ", but is " + indexBlocks);
        }
        if (hashedBlocks < 1) {
            throw new IllegalArgumentException("'hashedBlocks' must be 1 or more, but is " + hashedBlocks);
        }
    }
}
