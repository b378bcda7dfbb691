package io.openaitriton.output;

import io.openaitriton.generation.FinishReason;
import io.openaitriton.generation.GenerationEvent;
import io.openaitriton.generation.GenerationEvent.TextDelta;
import io.openaitriton.generation.TokenLogprob;
import io.openaitriton.triton.Output;
import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.dialect.GenerateCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The stages of one choice, and the other data of its outputs. */
final class ChoicePipeline {
    /** Finish reasons of failures. */
    private static final Set<String> BROKEN = Set.of("abort", "error", "cancelled", "timeout");

    private final GenerateCall call;
    private final int index;
    private final Integer topLogprobs;
    private final Consumer<GenerationEvent> events;
    private final TextStage[] stages;
    private final AnswerStage answer;
    private final CountStage count = new CountStage();
    private final StopStage stop;

    private String finishReason;
    private Long tokens;
    private Long counted;
    private boolean spoke;
    private List<TokenLogprob> logprobs = new ArrayList<>();

    /** @param stream whether its text may come in several outputs */
    ChoicePipeline(GenerateCall call, int index, boolean stream, Consumer<GenerationEvent> events) {
        this.call = call;
        this.index = index;
        this.topLogprobs = call.generation().answer().topLogprobs();
        this.events = events;
        this.stop = new StopStage(call.stops());
        DeltaStage delta = new DeltaStage(stream && call.dialect().cumulative());
        this.stages = call.dialect().echoes()
                ? new TextStage[] {
                    delta,
                    new EchoStage(
                            call.prompt().toString(), call.generation().prompt().marker()),
                    count,
                    stop
                }
                : new TextStage[] {delta, count, stop};
        this.answer = call.reading().isNeeded() ? new AnswerStage(call, index, this::takeLogprobs, events) : null;
    }

    /**
     * Takes the next output.
     *
     * @throws TritonException if the backend failed
     */
    void push(Output output) {
        if (output.finishReason() != null) {
            if (BROKEN.contains(output.finishReason())) {
                throw new TritonException(
                        TritonException.Kind.FAILED, "the backend ended the answer with " + output.finishReason());
            }
            finishReason = output.finishReason();
        }
        if (output.tokens() != null) {
            tokens = (tokens == null ? 0 : tokens) + output.tokens();
        }
        if (output.text() == null) {
            return;
        }
        if (topLogprobs != null) {
            logprobs.addAll(Logprobs.of(output.logprobs(), topLogprobs));
        }
        spoke |= !output.text().isEmpty();
        // a backend that counts tokens does so from its first event
        count.counting(call.generation().counter() != null && (tokens == null || tokens == 0));
        String text = output.text();
        for (TextStage stage : stages) {
            text = stage.push(text);
        }
        text(text, output.tokens());
    }

    /** Emits the text that was held back. */
    void end() {
        String rest = "";
        for (TextStage stage : stages) {
            rest = stage.push(rest) + stage.end();
        }
        text(rest, null);
        if (answer != null) {
            answer.end(stop.matched() || textEnd() == FinishReason.LENGTH);
        }
        if (!logprobs.isEmpty()) {
            events.accept(new TextDelta(index, "", takeLogprobs()));
        }
    }

    /** Log probabilities go with the text, so they wait while it is held back. */
    private void text(String text, Long tokens) {
        if (answer != null) {
            answer.push(text, tokens);
        } else if (!text.isEmpty()) {
            events.accept(new TextDelta(index, text, takeLogprobs()));
        }
    }

    private List<TokenLogprob> takeLogprobs() {
        if (logprobs.isEmpty()) {
            return null;
        }
        List<TokenLogprob> taken = logprobs;
        logprobs = new ArrayList<>();
        return taken;
    }

    /** True if a stop string ended the text, so that the rest is not needed. */
    boolean stopped() {
        return stop.matched();
    }

    /** The stop string that ended the text, if the gateway searched for it; else null. */
    String stop() {
        return stop.match();
    }

    /** True if the backend has sent a finish reason. */
    boolean finished() {
        return finishReason != null;
    }

    /** Why the choice ended. */
    FinishReason finishReason() {
        FinishReason text = textEnd();
        return answer == null || text == FinishReason.LENGTH ? text : answer.finishReason();
    }

    private FinishReason textEnd() {
        if (stop.matched()) {
            return FinishReason.STOP;
        }
        if (finishReason == null) {
            return call.dialect()
                    .inferFinishReason(tokens(), call.generation().sampling().maxTokens());
        }
        return finishReason.equals("length") ? FinishReason.LENGTH : FinishReason.STOP;
    }

    /** Number of reasoning tokens, or null if unknown, or if the model does not reason. */
    Long reasoningTokens() {
        return answer == null ? null : answer.reasoningTokens();
    }

    /** Number of generated tokens, or null if unknown; 0 for a non-empty text counts as unknown. */
    Long tokens() {
        if (tokens != null && (tokens > 0 || !spoke)) {
            return tokens;
        }
        if (counted == null) {
            counted = call.generation().count(count.text());
        }
        return counted;
    }
}
