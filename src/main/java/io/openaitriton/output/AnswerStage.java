package io.openaitriton.output;

import io.openaitriton.generation.FinishReason;
import io.openaitriton.generation.GenerationEvent;
import io.openaitriton.generation.GenerationEvent.CallDelta;
import io.openaitriton.generation.GenerationEvent.CallStarted;
import io.openaitriton.generation.GenerationEvent.ReasoningDelta;
import io.openaitriton.generation.GenerationEvent.TextDelta;
import io.openaitriton.generation.TokenLogprob;
import io.openaitriton.response.ResponseListener;
import io.openaitriton.response.ResponseParser;
import io.openaitriton.response.ResponseReading.Enforced;
import io.openaitriton.triton.dialect.GenerateCall;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The last stage of a choice whose text may hold calls or thoughts: makes an event of each part. */
final class AnswerStage implements ResponseListener {
    private final int choice;
    private final boolean named;
    private final Supplier<List<TokenLogprob>> logprobs;
    private final Consumer<GenerationEvent> events;
    private final ResponseParser parser;
    private int calls;

    AnswerStage(
            GenerateCall call, int choice, Supplier<List<TokenLogprob>> logprobs, Consumer<GenerationEvent> events) {
        this.choice = choice;
        this.named = call.reading().enforced() == Enforced.ARGUMENTS;
        this.logprobs = logprobs;
        this.events = events;
        this.parser = new ResponseParser(call.reading(), this);
    }

    void push(String text) {
        parser.push(text);
    }

    void end(boolean cut) {
        parser.end(cut);
    }

    /** Why a text ended that was not cut off. A tool that the client named is no choice of the model's: there OpenAI says {@code stop}. */
    FinishReason finishReason() {
        return calls > 0 && !named ? FinishReason.TOOL_CALLS : FinishReason.STOP;
    }

    @Override
    public void text(String text) {
        events.accept(new TextDelta(choice, text, logprobs.get()));
    }

    @Override
    public void reasoning(String text) {
        events.accept(new ReasoningDelta(choice, text, logprobs.get()));
    }

    @Override
    public void call(String name, String id) {
        events.accept(new CallStarted(choice, calls, id == null ? newId() : id, name));
        calls++;
    }

    @Override
    public void arguments(String json) {
        events.accept(new CallDelta(choice, calls - 1, json));
    }

    private static String newId() {
        return "call_" + UUID.randomUUID().toString().replace("-", "").substring(0, 24);
    }
}
