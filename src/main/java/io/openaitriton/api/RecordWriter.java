package io.openaitriton.api;

import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.FinishReason;
import io.openaitriton.generation.GenerationEvent;
import io.openaitriton.generation.GenerationEvent.ChoiceEnded;
import io.openaitriton.generation.GenerationEvent.Ended;
import io.openaitriton.generation.GenerationEvent.Started;
import io.openaitriton.generation.GenerationEvent.TextDelta;
import io.openaitriton.generation.Usage;
import java.util.ArrayList;
import java.util.List;

/** Makes the records that the chunks of a stream are the JSON of, for callers in the same JVM. A failure is theirs to see as an exception. */
public abstract class RecordWriter implements PieceWriter<List<Object>> {
    private final ChoiceLayout layout;
    private List<Object> records = new ArrayList<>();

    /** @param layout where the choices of this generation are in the stream */
    protected RecordWriter(ChoiceLayout layout) {
        this.layout = layout;
    }

    /** The record that opens a choice. */
    protected abstract Object first(int index);

    /** A record of text; {@code logprobs} are as the layout makes them, or null. */
    protected abstract Object text(int index, String text, Object logprobs);

    /** The record that ends a choice. */
    protected abstract Object last(int index, FinishReason reason);

    /** The record without choices. */
    protected abstract Object usage(Usage usage);

    @Override
    public final void write(GenerationEvent event) {
        if (event instanceof TextDelta delta) {
            Object logprobs = delta.logprobs() == null ? null : layout.logprobs(delta.choice(), delta.logprobs());
            records.add(text(layout.index(delta.choice()), delta.text(), logprobs));
        } else if (event instanceof Started started) {
            for (int i = 0; i < started.choices(); i++) {
                records.add(first(layout.index(i)));
                if (!layout.prefix().isEmpty()) {
                    records.add(text(layout.index(i), layout.prefix(), null));
                }
            }
        } else if (event instanceof ChoiceEnded ended) {
            records.add(last(layout.index(ended.choice()), ended.reason()));
        } else if (event instanceof Ended ended && ended.usage() != null && !layout.isShared()) {
            records.add(usage(ended.usage()));
        }
    }

    @Override
    public final void fail(ApiException failure) {
        // whoever reads the records gets an exception
    }

    @Override
    public final List<Object> take() {
        if (records.isEmpty()) {
            return null;
        }
        List<Object> piece = records;
        records = new ArrayList<>();
        return piece;
    }
}
