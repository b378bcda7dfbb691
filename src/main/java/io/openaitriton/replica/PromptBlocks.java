package io.openaitriton.replica;

/**
 * A prompt as a chain of hashes: each stands for all characters from the beginning to the end of a block. Two prompts that begin alike have the same hashes up
 * to where they part.
 *
 * <p>Blocks have {@value BlockHash#LENGTH} characters at the beginning, and grow to a sixteenth of what is before them: a prompt of any length has few, and
 * where it parts from another is known to within some 6 %. A rest that fills no block has no hash.
 */
public final class PromptBlocks {
    /** Blocks of the same size, before they double. */
    private static final int SAME = 16;

    private static final long START = 0x2545f4914f6cdd1dL;

    private final long[] hashes;
    private final int length;

    private PromptBlocks(long[] hashes, int length) {
        this.hashes = hashes;
        this.length = length;
    }

    /**
     * The blocks of a prompt.
     *
     * @param variant a value that makes a backend compute the same prompt again, such as the name of a LoRA adapter; null for none
     */
    public static PromptBlocks of(String prompt, String variant) {
        long[] hashes = new long[count(prompt.length())];
        if (hashes.length > 0) {
            BlockHash hash = new BlockHash(prompt, variant == null ? START : Hashes.of(variant));
            for (int block = 0; block < hashes.length; block++) {
                hashes[block] = hash.upTo(end(block));
            }
        }
        return new PromptBlocks(hashes, prompt.length());
    }

    /**
     * The blocks of a prompt that is known by its hashes alone, as in a simulation.
     *
     * @param hashes one for each block that {@link #count} says, each of all that is before its end
     * @param length characters of the prompt
     */
    public static PromptBlocks of(long[] hashes, int length) {
        if (hashes.length != count(length)) {
            throw new IllegalArgumentException(
                    "A prompt of " + length + " characters has " + count(length) + " blocks, not " + hashes.length);
        }
        return new PromptBlocks(hashes.clone(), length);
    }

    /** Whole blocks of a prompt of so many characters. */
    public static int count(int length) {
        int count = Math.min(length / BlockHash.LENGTH, SAME);
        for (long base = (long) SAME * BlockHash.LENGTH; base < length; base *= 2) {
            count += (int) Math.min(SAME, (length - base) / (base / SAME));
        }
        return count;
    }

    /** Characters up to the end of a block, which is counted from 0. */
    public static int end(int block) {
        if (block < SAME) {
            return (block + 1) * BlockHash.LENGTH;
        }
        int before = SAME * BlockHash.LENGTH << block / SAME - 1;
        return before + (block % SAME + 1) * (before / SAME);
    }

    /** Number of blocks. */
    public int size() {
        return hashes.length;
    }

    /** Hash of all up to the end of a block. */
    public long hash(int block) {
        return hashes[block];
    }

    /** Characters of the prompt. */
    public int length() {
        return length;
    }

    /** The share of the prompt that its first blocks are. */
    double share(int blocks) {
        return blocks == 0 ? 0 : (double) end(blocks - 1) / length;
    }
}
