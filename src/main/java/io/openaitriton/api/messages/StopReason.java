package io.openaitriton.api.messages;

import io.openaitriton.generation.FinishReason;

/** This API's words for why a message ended. */
final class StopReason {
    private StopReason() {}

    /**
     * The reason for the end. A forced call counts as a tool call too.
     *
     * @param calls whether there are calls
     * @param stop the stop sequence that ended it, or null
     */
    static MessageEvent.Reason of(FinishReason reason, boolean contextFull, boolean calls, String stop) {
        if (reason == FinishReason.LENGTH) {
            return new MessageEvent.Reason(contextFull ? "model_context_window_exceeded" : "max_tokens", null);
        }
        if (calls) {
            return new MessageEvent.Reason("tool_use", null);
        }
        return stop == null
                ? new MessageEvent.Reason("end_turn", null)
                : new MessageEvent.Reason("stop_sequence", stop);
    }
}
