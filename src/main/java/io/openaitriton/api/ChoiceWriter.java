package io.openaitriton.api;

import io.openaitriton.generation.FinishReason;
import io.openaitriton.generation.GenerationEvent;
import io.openaitriton.generation.GenerationEvent.ChoiceEnded;
import io.openaitriton.generation.GenerationEvent.Ended;
import io.openaitriton.generation.GenerationEvent.Started;
import io.openaitriton.generation.GenerationEvent.TextDelta;
import io.openaitriton.generation.Usage;

/**
 * Makes a chunk of each event of a generation, whatever a chunk is made as. Several generations may write to the same stream: each has its own
 * writer, and leaves the end to the writer of the stream.
 */
abstract class ChoiceWriter<P> implements PieceWriter<P> {
    private final ChoiceLayout layout;

    /** @param layout where the choices of this generation are in the stream, and how their log probabilities are written */
    ChoiceWriter(ChoiceLayout layout) {
        this.layout = layout;
    }

    /** The chunk that opens a choice. */
    protected abstract void first(int index);

    /** A chunk of text; {@code logprobs} are as the layout makes them, or null. */
    protected abstract void text(int index, String text, Object logprobs);

    /** The chunk that ends a choice. */
    protected abstract void last(int index, FinishReason reason);

    /** The end of the stream; {@code usage} is null when it is not told. */
    protected abstract void end(Usage usage);

    @Override
    public final void write(GenerationEvent event) {
        if (event instanceof TextDelta delta) {
            Object logprobs = delta.logprobs() == null ? null : layout.logprobs(delta.choice(), delta.logprobs());
            text(layout.index(delta.choice()), delta.text(), logprobs);
        } else if (event instanceof Started started) {
            start(started.choices());
        } else if (event instanceof ChoiceEnded ended) {
            last(layout.index(ended.choice()), ended.reason());
        } else if (event instanceof Ended ended && !isShared()) {
            end(ended.usage());
        }
    }

    private void start(int choices) {
        for (int i = 0; i < choices; i++) {
            first(layout.index(i));
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
