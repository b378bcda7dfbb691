package io.openaitriton.api.rerank;

import io.openaitriton.api.AnswerHead;
import io.openaitriton.api.StickyFields;
import io.openaitriton.api.embeddings.EmbeddingUsage;

/** A request that makes a model score pairs of texts. */
public interface PairRequest extends StickyFields {
    String model();

    /** How many pairs there are. */
    int size();

    /** The first text of a pair. */
    String first(int index);

    /** The second text of a pair. */
    String second(int index);

    /** The field of a first text, as the client wrote it. */
    String firstField(int index);

    /** The field of a second text, as the client wrote it. */
    String secondField(int index);

    /** What the ids of its answers begin with. */
    String idPrefix();

    /**
     * The answer.
     *
     * @param scores of the pairs, in their order
     * @param usage of all pairs together
     */
    PairAnswer answer(AnswerHead head, double[] scores, EmbeddingUsage usage);
}
