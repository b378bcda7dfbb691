package io.openaitriton.simulator.engine;

/**
 * A prompt as an engine keeps it in its cache: whole blocks of 16 tokens, and the tokens beyond. A token is taken for four characters.
 *
 * @param hashes one for each block, of all up to its end
 * @param tokens of each block
 * @param rest tokens beyond the last block
 */
public record PromptTokens(long[] hashes, int[] tokens, int rest) {
    private static final int BLOCK = 16;
    private static final int CHARACTERS = 4;
    private static final long PRIME = 0x100000001b3L;

    public static PromptTokens of(String prompt) {
        int count = prompt.length() / (BLOCK * CHARACTERS);
        long[] hashes = new long[count];
        int[] tokens = new int[count];
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < count * BLOCK * CHARACTERS; i++) {
            hash = (hash ^ prompt.charAt(i)) * PRIME;
            if ((i + 1) % (BLOCK * CHARACTERS) == 0) {
                int block = i / (BLOCK * CHARACTERS);
                hashes[block] = hash;
                tokens[block] = BLOCK;
            }
        }
        return new PromptTokens(hashes, tokens, prompt.length() / CHARACTERS - count * BLOCK);
    }
}
