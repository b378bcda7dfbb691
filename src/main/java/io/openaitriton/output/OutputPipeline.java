package io.openaitriton.output;

import io.openaitriton.generation.FinishReason;
import io.openaitriton.generation.GenerationEvent;
import io.openaitriton.generation.GenerationEvent.ChoiceEnded;
import io.openaitriton.generation.GenerationEvent.Ended;
import io.openaitriton.generation.GenerationEvent.Started;
import io.openaitriton.generation.Usage;
import io.openaitriton.generation.Usage.CompletionTokensDetails;
import io.openaitriton.triton.EventReader;
import io.openaitriton.triton.GenerateAnswer;
import io.openaitriton.triton.Output;
import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.dialect.GenerateCall;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Turns Triton's answer, whole or as the bytes of its events, into the events of a generation. Each choice passes the stages
 * delta (what is new in an event), echo (without
 * the prompt), stop (up to a stop string) and, if the text may have more, answer (reasoning and tool calls). Used by one thread at a time.
 */
public final class OutputPipeline {
    private final GenerateCall call;
    private final boolean usageWanted;
    private final Consumer<GenerationEvent> events;
    private final EventReader reader;
    private final List<ChoicePipeline> choices;
    private final Completeness completeness;

    private boolean streamed;
    private boolean started;
    private Long inputTokens;
    private Double cacheHit;
    private Usage usage;
    private boolean counted;

    /**
     * @param whole whether the client does not stream: then tokens are always counted
     * @param maxEventBytes longest event from Triton
     * @param events gets the events
     */
    public OutputPipeline(GenerateCall call, boolean whole, int maxEventBytes, Consumer<GenerationEvent> events) {
        this.call = call;
        this.usageWanted = whole || call.generation().answer().usage();
        this.events = events;
        this.reader = new EventReader(maxEventBytes, this::answer);
        this.choices = new ArrayList<>(call.generation().answer().choices());
        for (int i = 0; i < call.generation().answer().choices(); i++) {
            choices.add(new ChoicePipeline(call, i, !whole || call.streams(), events));
        }
        this.completeness = new Completeness(call.dialect(), choices);
    }

    /** True once Triton has sent text: from then on the HTTP status is fixed. */
    public boolean started() {
        return started;
    }

    /** True if every choice has ended, by a stop string or a finish reason, so that no more is needed. */
    public boolean complete() {
        return completeness.isComplete();
    }

    /** True if every choice has the backend's finish reason, so that it generates nothing more. */
    public boolean finished() {
        return completeness.isFinished();
    }

    /**
     * Takes the next bytes of a stream of events.
     *
     * @throws TritonException if an event is an error or cannot be read; earlier events stay valid
     */
    public void push(byte[] bytes, int offset, int count) {
        streamed = true;
        reader.push(bytes, offset, count);
    }

    /**
     * Takes a whole answer, or the data of an event.
     *
     * @throws TritonException if it is an error or cannot be read
     */
    public void answer(byte[] json, int offset, int length) {
        if (complete()) {
            return;
        }
        GenerateAnswer answer = call.read(json, offset, length);
        completeness.saw(answer);
        if (answer.inputTokens() != null) {
            inputTokens = answer.inputTokens();
        }
        if (answer.cacheHit() != null) {
            cacheHit = answer.cacheHit();
        }
        List<Output> outputs = answer.outputs();
        if (anyText(outputs)) {
            requireTexts(outputs);
            start();
        }
        for (int i = 0; i < Math.min(outputs.size(), choices.size()); i++) {
            choices.get(i).push(outputs.get(i));
        }
    }

    /**
     * Ends the generation, after Triton's answer or when it is {@link #complete}.
     *
     * @throws TritonException if Triton sent no text, or the answer is incomplete
     */
    public void end() {
        if (streamed && !complete()) {
            reader.end();
        }
        if (!started) {
            throw noText();
        }
        if (streamed) {
            completeness.require();
        }
        for (ChoicePipeline choice : choices) {
            choice.end();
        }
        for (int i = 0; i < choices.size(); i++) {
            events.accept(ended(i, choices.get(i)));
        }
        events.accept(new Ended(usageWanted ? usage() : null));
    }

    private ChoiceEnded ended(int index, ChoicePipeline choice) {
        FinishReason reason = choice.finishReason();
        boolean contextFull =
                reason == FinishReason.LENGTH && call.generation().sampling().contextFull();
        return new ChoiceEnded(index, reason, choice.stop(), contextFull);
    }

    /** Tokens of the answer, after {@link #end}; null if any part is unknown. This takes time if the backend does not count. */
    public Usage usage() {
        if (!counted) {
            counted = true;
            usage = count();
        }
        return usage;
    }

    /** The share of the prompt that the backend reports as cached; else null. */
    public Double cacheHit() {
        return cacheHit;
    }

    private Usage count() {
        Long prompt = promptTokens();
        if (prompt == null) {
            return null;
        }
        long generated = 0;
        for (ChoicePipeline choice : choices) {
            Long tokens = choice.tokens();
            if (tokens == null) {
                return null;
            }
            generated += tokens;
        }
        return new Usage(prompt, generated, details(generated));
    }

    /** As counted by the backend, from its first event; else counted here, once. */
    private Long promptTokens() {
        if (inputTokens == null || inputTokens == 0) {
            inputTokens = call.generation().countPrompt();
        }
        return inputTokens;
    }

    private CompletionTokensDetails details(long generated) {
        long thought = 0;
        for (ChoicePipeline choice : choices) {
            Long tokens = choice.reasoningTokens();
            if (tokens == null) {
                return null;
            }
            thought += tokens;
        }
        // a tokenizer may need more tokens for a text than the model did
        return new CompletionTokensDetails(Math.min(thought, generated));
    }

    private void start() {
        if (!started) {
            started = true;
            events.accept(new Started(choices.size(), !call.reading().isNeeded(), this::promptTokens));
        }
    }

    private static boolean anyText(List<Output> outputs) {
        for (Output output : outputs) {
            if (output.text() != null) {
                return true;
            }
        }
        return false;
    }

    /** With fewer or more texts than choices, the texts could not be assigned. */
    private void requireTexts(List<Output> outputs) {
        for (Output output : outputs) {
            if (output.text() == null) {
                throw noText();
            }
        }
        if (outputs.size() != choices.size()) {
            throw new TritonException(
                    TritonException.Kind.BAD_ANSWER,
                    "it has " + outputs.size() + " texts instead of " + choices.size());
        }
    }

    private static TritonException noText() {
        return new TritonException(TritonException.Kind.BAD_ANSWER, "the answer has no text");
    }
}
