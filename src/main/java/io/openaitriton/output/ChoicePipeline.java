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

/** The stages of one choice, and what else its outputs say. */
final class ChoicePipeline {
    /** Ends that are none of the model's. */
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
                    new EchoStage(call.prompt(), call.generation().prompt().marker()),
                    count,
                    stop
                }
                : new TextStage[] {delta, count, stop};
        this.answer = call.reading().isNeeded() ? new AnswerStage(call, index, this::takeLogprobs, events) : null;
    }

    /**
     * Takes the next output.
     *
     * @throws TritonException when the backend broke the answer off
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
        // a backend that counts does so from its first event on
        count.counting(call.generation().counter() != null && (tokens == null || tokens == 0));
        String text = output.text();
        for (TextStage stage : stages) {
            text = stage.push(text);
        }
        text(text, output.tokens());
    }

    /** What was held back to the end. */
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

    /** True when a stop string ended the text: nothing more of it is wanted. */
    boolean stopped() {
        return stop.matched();
    }

    /** The stop string that ended the text, where the gateway looked for it; else null. */
    String stop() {
        return stop.match();
    }

    /** True when the backend has said why the text ended. */
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

    /** Number of generated tokens that are thoughts, or null when it is not known, or the model does not think. */
    Long reasoningTokens() {
        return answer == null ? null : answer.reasoningTokens();
    }

    /** Number of generated tokens, or null when it is not known; 0 for a text is no count. */
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
