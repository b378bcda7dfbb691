package io.openaitriton.generation;

import java.util.List;
import java.util.function.Supplier;

/**
 * What comes of a generation, in order: {@link Started}, then the deltas of any choice, then {@link ChoiceEnded} for each, then {@link Ended}. Of one choice the
 * thoughts come first as a rule, and a call is complete before the next begins. A whole answer is the same events, all at the same time.
 */
public sealed interface GenerationEvent {

    /**
     * The backend has begun to answer: from now on the answer has a status.
     *
     * @param choices number of them
     * @param text true when all that comes is text; false when there may be thoughts and calls, and no text beside them
     * @param inputTokens gives the number of tokens of the prompt, or null where nobody knows it; may have to count them first
     */
    record Started(int choices, boolean text, Supplier<Long> inputTokens) implements GenerationEvent {
        /** Where nobody knows the number of input tokens. */
        public Started(int choices, boolean text) {
            this(choices, text, () -> null);
        }
    }

    /**
     * New text of a choice.
     *
     * @param choice index, from 0
     * @param text may be empty, when only log probabilities came
     * @param logprobs of tokens that came since the last, or null
     */
    record TextDelta(int choice, String text, List<TokenLogprob> logprobs) implements GenerationEvent {}

    /**
     * More of what the model thinks before it answers.
     *
     * @param choice index, from 0
     * @param logprobs of tokens that came since the last, or null
     */
    record ReasoningDelta(int choice, String text, List<TokenLogprob> logprobs) implements GenerationEvent {}

    /**
     * The model calls a tool.
     *
     * @param choice index, from 0
     * @param call index of the call within its choice, from 0 without gaps
     * @param id of the call: the model's own, or a new one
     * @param name of the tool
     * @param logprobs of tokens that came since the last, or null
     */
    record CallStarted(int choice, int call, String id, String name, List<TokenLogprob> logprobs)
            implements GenerationEvent {}

    /**
     * More of the arguments of the last call that started in this choice.
     *
     * @param choice index, from 0
     * @param call index of the call
     * @param arguments JSON text
     * @param logprobs of tokens that came since the last, or null
     */
    record CallDelta(int choice, int call, String arguments, List<TokenLogprob> logprobs) implements GenerationEvent {}

    /**
     * Nothing more comes of a choice.
     *
     * @param choice index, from 0
     * @param stop the stop string that ended it, where the gateway looked for it; else null
     * @param contextFull true when it was cut off where the model's context ends, before the request's own limit
     */
    record ChoiceEnded(int choice, FinishReason reason, String stop, boolean contextFull) implements GenerationEvent {
        /** By the model's word, the request's limit or an unknown stop string. */
        public ChoiceEnded(int choice, FinishReason reason) {
            this(choice, reason, null, false);
        }
    }

    /** Nothing more comes at all. {@code usage} is null where nobody knows it, or nobody asked. */
    record Ended(Usage usage) implements GenerationEvent {}
}
