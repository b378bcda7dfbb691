package io.openaitriton.api;

import io.openaitriton.generation.FinishReason;
import io.openaitriton.generation.GenerationEvent;
import io.openaitriton.generation.GenerationEvent.CallDelta;
import io.openaitriton.generation.GenerationEvent.CallStarted;
import io.openaitriton.generation.GenerationEvent.ChoiceEnded;
import io.openaitriton.generation.GenerationEvent.Ended;
import io.openaitriton.generation.GenerationEvent.ReasoningDelta;
import io.openaitriton.generation.GenerationEvent.Started;
import io.openaitriton.generation.GenerationEvent.TextDelta;
import io.openaitriton.generation.TokenLogprob;
import io.openaitriton.generation.Usage;
import java.util.List;

/**
 * Makes a chunk of each event of a generation, in any form. Several generations may write to the same stream: each has its own
 * writer, and the stream's writer writes the end.
 */
abstract class ChoiceWriter<P> implements PieceWriter<P> {
    private final ChoiceLayout layout;
    private boolean textOnly;

    /** @param layout where the choices of this generation are in the stream, and how their log probabilities are written */
    ChoiceWriter(ChoiceLayout layout) {
        this.layout = layout;
    }

    /** The chunk that opens a choice; {@code text} says whether only text follows. */
    protected abstract void first(int index, boolean text);

    /** A chunk of text; null if there are only log probabilities. {@code logprobs} has the layout's form, or is null. */
    protected abstract void text(int index, String text, Object logprobs);

    /** A chunk of reasoning. */
    protected abstract void reasoning(int index, String text, Object logprobs);

    /** The first chunk of a call. */
    protected abstract void call(int index, CallStarted call, Object logprobs);

    /** A chunk of the arguments of a call. */
    protected abstract void arguments(int index, CallDelta delta, Object logprobs);

    /** The chunk that ends a choice. */
    protected abstract void last(int index, FinishReason reason);

    /** The end of the stream; {@code usage} is null if the client does not get it. */
    protected abstract void end(Usage usage);

    @Override
    public final void write(GenerationEvent event) {
        if (event instanceof TextDelta delta) {
            // next to calls and reasoning, a client would take an empty text for text
            String text = delta.text().isEmpty() && !textOnly ? null : delta.text();
            text(layout.index(delta.choice()), text, logprobs(delta.choice(), delta.logprobs()));
        } else if (event instanceof CallDelta delta) {
            arguments(layout.index(delta.choice()), delta, logprobs(delta.choice(), delta.logprobs()));
        } else if (event instanceof ReasoningDelta delta) {
            reasoning(layout.index(delta.choice()), delta.text(), logprobs(delta.choice(), delta.logprobs()));
        } else if (event instanceof CallStarted call) {
            call(layout.index(call.choice()), call, logprobs(call.choice(), call.logprobs()));
        } else if (event instanceof Started started) {
            start(started);
        } else if (event instanceof ChoiceEnded ended) {
            last(layout.index(ended.choice()), ended.reason());
        } else if (event instanceof Ended ended && !isShared()) {
            end(ended.usage());
        }
    }

    private Object logprobs(int choice, List<TokenLogprob> logprobs) {
        return logprobs == null ? null : layout.logprobs(choice, logprobs);
    }

    private void start(Started started) {
        textOnly = started.text();
        for (int i = 0; i < started.choices(); i++) {
            first(layout.index(i), started.text());
            if (!layout.prefix().isEmpty()) {
                text(layout.index(i), layout.prefix(), null);
            }
        }
    }

    /** True when other generations write to the same stream. */
    final boolean isShared() {
        return layout.isShared();
    }
}
