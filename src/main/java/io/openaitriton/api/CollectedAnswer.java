package io.openaitriton.api;

import io.openaitriton.generation.FinishReason;
import io.openaitriton.generation.GenerationEvent;
import io.openaitriton.generation.GenerationEvent.ChoiceEnded;
import io.openaitriton.generation.GenerationEvent.Ended;
import io.openaitriton.generation.GenerationEvent.Started;
import io.openaitriton.generation.GenerationEvent.TextDelta;
import io.openaitriton.generation.TokenLogprob;
import io.openaitriton.generation.Usage;
import java.util.ArrayList;
import java.util.List;

/** Collects the events of a generation until the answer is whole. Used by one thread at a time. */
public final class CollectedAnswer {
    private final List<Choice> choices = new ArrayList<>(1);
    private Usage usage;

    /** One text of the answer. */
    public static final class Choice {
        private final StringBuilder text = new StringBuilder();
        private List<TokenLogprob> logprobs;
        private FinishReason finishReason;

        /** All of its text. */
        public String text() {
            return text.toString();
        }

        /** Of all of its tokens, or null where none were asked for. */
        public List<TokenLogprob> logprobs() {
            return logprobs;
        }

        /** Why it ended. */
        public FinishReason finishReason() {
            return finishReason;
        }

        private void add(TextDelta delta) {
            text.append(delta.text());
            if (delta.logprobs() != null) {
                logprobs = logprobs == null ? new ArrayList<>() : logprobs;
                logprobs.addAll(delta.logprobs());
            }
        }
    }

    /** Takes the next event. */
    public void write(GenerationEvent event) {
        if (event instanceof TextDelta delta) {
            choices.get(delta.choice()).add(delta);
        } else if (event instanceof Started started) {
            for (int i = 0; i < started.choices(); i++) {
                choices.add(new Choice());
            }
        } else if (event instanceof ChoiceEnded ended) {
            choices.get(ended.choice()).finishReason = ended.reason();
        } else if (event instanceof Ended ended) {
            usage = ended.usage();
        }
    }

    /** Its texts, in their order. */
    public List<Choice> choices() {
        return choices;
    }

    /** Its tokens, or null where nobody knows them. */
    public Usage usage() {
        return usage;
    }
}
