package io.openaitriton.bench.balance;

import io.openaitriton.replica.PromptBlocks;
import java.util.Arrays;

/**
 * A prompt that grows from request to request, known by the hashes and lengths of its parts: a system prompt, a document, a turn. No text is made.
 */
final class Conversation {
    /** English has about four characters a token. */
    static final int CHARACTERS = 4;

    private long[] hashes = new long[4];
    private int[] tokens = new int[4];
    private int parts;
    private int length;

    /** Adds a part; the same part after the same ones is the same text. */
    void add(long id, int count) {
        if (parts == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * parts);
            tokens = Arrays.copyOf(tokens, 2 * parts);
        }
        hashes[parts] = mix((parts == 0 ? 7 : hashes[parts - 1]) * 31 + id);
        tokens[parts++] = count;
        length += count;
    }

    long[] hashes() {
        return Arrays.copyOf(hashes, parts);
    }

    int[] tokens() {
        return Arrays.copyOf(tokens, parts);
    }

    /** As a gateway sees the prompt. */
    PromptBlocks blocks() {
        int characters = length * CHARACTERS;
        long[] blocks = new long[PromptBlocks.count(characters)];
        int part = 0;
        int end = parts == 0 ? 0 : tokens[0] * CHARACTERS;
        for (int i = 0; i < blocks.length; i++) {
            while (end < PromptBlocks.end(i)) {
                end += tokens[++part] * CHARACTERS;
            }
            blocks[i] = mix(hashes[part] + PromptBlocks.end(i));
        }
        return PromptBlocks.of(blocks, characters);
    }

    static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
