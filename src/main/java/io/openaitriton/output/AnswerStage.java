package io.openaitriton.output;

import io.openaitriton.generation.FinishReason;
import io.openaitriton.generation.GenerationEvent;
import io.openaitriton.generation.GenerationEvent.CallDelta;
import io.openaitriton.generation.GenerationEvent.CallStarted;
import io.openaitriton.generation.GenerationEvent.ReasoningDelta;
import io.openaitriton.generation.GenerationEvent.TextDelta;
import io.openaitriton.generation.TokenLogprob;
import io.openaitriton.generation.ToolUse;
import io.openaitriton.generation.ToolUse.Choice;
import io.openaitriton.response.ResponseException;
import io.openaitriton.response.ResponseListener;
import io.openaitriton.response.ResponseParser;
import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.dialect.GenerateCall;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The last stage of a choice whose text may have tool calls or reasoning: makes an event of each part. */
final class AnswerStage implements ResponseListener {
    private final int choice;
    private final boolean named;
    private final Supplier<List<TokenLogprob>> logprobs;
    private final Consumer<GenerationEvent> events;
    private final ResponseParser parser;
    private final CallIds ids;
    private final ThoughtCount thoughts;
    private int calls;

    AnswerStage(
            GenerateCall call, int choice, Supplier<List<TokenLogprob>> logprobs, Consumer<GenerationEvent> events) {
        ToolUse tools = call.generation().tools();
        this.choice = choice;
        this.named = tools != null && tools.choice() == Choice.NAMED;
        this.logprobs = logprobs;
        this.events = events;
        this.parser = new ResponseParser(call.reading(), this);
        this.ids = new CallIds(call.reading());
        this.thoughts = call.reading().format().reasoning() == null ? null : new ThoughtCount(call.generation());
    }

    /**
     * Takes the text of a backend's output.
     *
     * @param text may be empty while text is held back
     * @param tokens of the output as counted by the backend, or null
     * @throws TritonException if too much text would have to be held back
     */
    void push(String text, Long tokens) {
        if (thoughts == null) {
            read(text);
            return;
        }
        boolean before = parser.isThinking();
        thoughts.begin();
        read(text);
        thoughts.end(before, parser.isThinking(), tokens);
    }

    private void read(String text) {
        if (text.isEmpty()) {
            return;
        }
        try {
            parser.push(text);
        } catch (ResponseException e) {
            throw unreadable(e);
        }
    }

    /** Takes the end of the text; {@code cut} says whether it was cut off. */
    void end(boolean cut) {
        try {
            parser.end(cut);
        } catch (ResponseException e) {
            throw unreadable(e);
        }
    }

    private static TritonException unreadable(ResponseException e) {
        return new TritonException(TritonException.Kind.BAD_ANSWER, e.getMessage());
    }

    /** The reason for the end of a text that was not cut off. If the client forced a tool, OpenAI's reason is {@code stop}. */
    FinishReason finishReason() {
        return calls > 0 && !named ? FinishReason.TOOL_CALLS : FinishReason.STOP;
    }

    /** Number of reasoning tokens, or null if unknown, or if the model does not reason. */
    Long reasoningTokens() {
        return thoughts == null ? null : thoughts.tokens();
    }

    @Override
    public void text(String text) {
        events.accept(new TextDelta(choice, text, logprobs.get()));
    }

    @Override
    public void reasoning(String text) {
        if (thoughts != null) {
            thoughts.thought(text);
        }
        events.accept(new ReasoningDelta(choice, text, logprobs.get()));
    }

    @Override
    public void call(String name, String id) {
        events.accept(new CallStarted(choice, calls, ids.of(id, name), name, logprobs.get()));
        calls++;
    }

    @Override
    public void arguments(String json) {
        events.accept(new CallDelta(choice, calls - 1, json, logprobs.get()));
    }
}
