package io.openaitriton.generation;

import java.util.List;

/**
 * What comes of a generation, in order: {@link Started}, then {@link TextDelta}s of any choice, then {@link ChoiceEnded} for each, then {@link
 * Ended}. A whole answer is the same events, all at the same time.
 */
public sealed interface GenerationEvent {

    /** The backend has begun to answer: from now on the answer has a status. */
    record Started(int choices) implements GenerationEvent {}

    /**
     * New text of a choice.
     *
     * @param choice index, from 0
     * @param text may be empty, when only log probabilities came
     * @param logprobs of tokens that came since the last, or null
     */
    record TextDelta(int choice, String text, List<TokenLogprob> logprobs) implements GenerationEvent {}

    /** Nothing more comes of a choice. */
    record ChoiceEnded(int choice, FinishReason reason) implements GenerationEvent {}

    /** Nothing more comes at all. {@code usage} is null where nobody knows it, or nobody asked. */
    record Ended(Usage usage) implements GenerationEvent {}
}
