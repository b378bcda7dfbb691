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
import java.util.ArrayList;
import java.util.List;

/** Collects the events of a generation until the answer is complete. Used by one thread at a time. */
public final class CollectedAnswer {
    private final List<Choice> choices = new ArrayList<>(1);
    private Usage usage;

    /** A call of a tool. */
    public static final class Call {
        private final String id;
        private final String name;
        private final StringBuilder arguments = new StringBuilder();

        private Call(CallStarted started) {
            this.id = started.id();
            this.name = started.name();
        }

        /** Its id. */
        public String id() {
            return id;
        }

        /** Name of the tool. */
        public String name() {
            return name;
        }

        /** All of its arguments, as JSON text. */
        public String arguments() {
            return arguments.toString();
        }
    }

    /** One of the requested answers. */
    public static final class Choice {
        private final StringBuilder text = new StringBuilder();
        private final List<Call> calls = new ArrayList<>(0);
        private StringBuilder reasoning;
        private List<TokenLogprob> logprobs;
        private List<TokenLogprob> spokenLogprobs;
        private FinishReason finishReason;
        private String stop;
        private boolean contextFull;

        /** All of its text. */
        public String text() {
            return text.toString();
        }

        /** All of its reasoning, or null for none. */
        public String reasoning() {
            return reasoning == null ? null : reasoning.toString();
        }

        /** Calls of tools, in their order; often none. */
        public List<Call> calls() {
            return calls;
        }

        /** Log probabilities of all of its tokens, or null if none were requested. */
        public List<TokenLogprob> logprobs() {
            return logprobs;
        }

        /** Why it ended. */
        public FinishReason finishReason() {
            return finishReason;
        }

        /** The stop string that ended it, where that is known; else null. */
        public String stop() {
            return stop;
        }

        /** Whether it was cut off where the model's context ends. */
        public boolean contextFull() {
            return contextFull;
        }

        /** Log probabilities of its tokens outside the reasoning, or null if none were requested. */
        public List<TokenLogprob> spokenLogprobs() {
            return spokenLogprobs;
        }

        private void end(ChoiceEnded ended) {
            finishReason = ended.reason();
            stop = ended.stop();
            contextFull = ended.contextFull();
        }

        private void add(TextDelta delta) {
            text.append(delta.text());
            add(delta.logprobs());
        }

        private void add(ReasoningDelta delta) {
            reasoning = reasoning == null ? new StringBuilder() : reasoning;
            reasoning.append(delta.text());
            if (delta.logprobs() != null) {
                // thoughts are left out of a list that was begun
                add(List.of());
                logprobs.addAll(delta.logprobs());
            }
        }

        private void add(CallStarted started) {
            calls.add(new Call(started));
            add(started.logprobs());
        }

        private void add(CallDelta delta) {
            calls.get(delta.call()).arguments.append(delta.arguments());
            add(delta.logprobs());
        }

        private void add(List<TokenLogprob> more) {
            if (more == null) {
                return;
            }
            if (logprobs == null) {
                logprobs = new ArrayList<>();
                spokenLogprobs = new ArrayList<>();
            }
            logprobs.addAll(more);
            spokenLogprobs.addAll(more);
        }
    }

    /** Takes the next event. */
    public void write(GenerationEvent event) {
        if (event instanceof TextDelta delta) {
            choices.get(delta.choice()).add(delta);
        } else if (event instanceof CallDelta delta) {
            choices.get(delta.choice()).add(delta);
        } else if (event instanceof ReasoningDelta delta) {
            choices.get(delta.choice()).add(delta);
        } else if (event instanceof CallStarted call) {
            choices.get(call.choice()).add(call);
        } else if (event instanceof Started started) {
            for (int i = 0; i < started.choices(); i++) {
                choices.add(new Choice());
            }
        } else if (event instanceof ChoiceEnded ended) {
            choices.get(ended.choice()).end(ended);
        } else if (event instanceof Ended ended) {
            usage = ended.usage();
        }
    }

    /** Its choices, in their order. */
    public List<Choice> choices() {
        return choices;
    }

    /** Its tokens, or null if unknown. */
    public Usage usage() {
        return usage;
    }
}
