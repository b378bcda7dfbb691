package io.openaitriton.generation;

import java.util.List;
import java.util.function.Supplier;

/**
 * The events of a generation, in order: {@link Started}, then the deltas of any choice, then {@link ChoiceEnded} for each, then
 * {@link Ended}. Within a choice, reasoning usually comes first, and a call is complete before the next begins. A whole answer
 * has the same events, all at the same time.
 */
public sealed interface GenerationEvent {

    /**
     * The backend has begun to answer: from now on the HTTP status is fixed.
     *
     * @param choices number of them
     * @param text true if only text follows; false if there may be reasoning and tool calls, and maybe no text
     * @param inputTokens gives the number of tokens of the prompt, or null if unknown; may have to count them first
     */
    record Started(int choices, boolean text, Supplier<Long> inputTokens) implements GenerationEvent {
        /** For an unknown number of input tokens. */
        public Started(int choices, boolean text) {
            this(choices, text, () -> null);
        }
    }

    /**
     * New text of a choice.
     *
     * @param choice index, from 0
     * @param text may be empty, if there are only log probabilities
     * @param logprobs of the tokens since the last event, or null
     */
    record TextDelta(int choice, String text, List<TokenLogprob> logprobs) implements GenerationEvent {}

    /**
     * More of the model's reasoning before its answer.
     *
     * @param choice index, from 0
     * @param logprobs of the tokens since the last event, or null
     */
    record ReasoningDelta(int choice, String text, List<TokenLogprob> logprobs) implements GenerationEvent {}

    /**
     * The model calls a tool.
     *
     * @param choice index, from 0
     * @param call index of the call within its choice, from 0 without gaps
     * @param id of the call: the model's own, or a new one
     * @param name of the tool
     * @param logprobs of the tokens since the last event, or null
     */
    record CallStarted(int choice, int call, String id, String name, List<TokenLogprob> logprobs)
            implements GenerationEvent {}

    /**
     * More of the arguments of the last call that started in this choice.
     *
     * @param choice index, from 0
     * @param call index of the call
     * @param arguments JSON text
     * @param logprobs of the tokens since the last event, or null
     */
    record CallDelta(int choice, int call, String arguments, List<TokenLogprob> logprobs) implements GenerationEvent {}

    /**
     * A choice has ended.
     *
     * @param choice index, from 0
     * @param stop the stop string that ended it, if the gateway searched for it; else null
     * @param contextFull true if it was cut off at the end of the model's context, before the request's own limit
     */
    record ChoiceEnded(int choice, FinishReason reason, String stop, boolean contextFull) implements GenerationEvent {
        /** For an end by the model, by the request's limit or by an unknown stop string. */
        public ChoiceEnded(int choice, FinishReason reason) {
            this(choice, reason, null, false);
        }
    }

    /** The generation has ended. {@code usage} is null if it is unknown, or not requested. */
    record Ended(Usage usage) implements GenerationEvent {}
}
