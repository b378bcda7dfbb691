package io.openaitriton.translate;

import io.openaitriton.openai.Usage;
import io.openaitriton.triton.EventReader;
import io.openaitriton.triton.GenerateAnswer;
import io.openaitriton.triton.Output;
import io.openaitriton.triton.TritonException;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds a completion of an answer, or of the events of {@code generate_stream} for a client that does not stream.
 * Push-style and free of threads; used by one thread at a time.
 */
public final class CompletionBuilder {
    private final GenerateCall call;
    private final CompletionHead head;
    private final int maxEventBytes;
    private final List<ChoiceReader> choices;
    private final WholeAnswer whole;
    private final List<StringBuilder> texts = new ArrayList<>();

    private EventReader events;
    private boolean spoke;
    private Long inputTokens;
    private Usage usage;

    /** @param maxEventBytes longest event of Triton's that is taken */
    public CompletionBuilder(GenerateCall call, CompletionHead head, int maxEventBytes) {
        this.call = call;
        this.head = head;
        this.maxEventBytes = maxEventBytes;
        this.choices = call.readers(call.stream());
        this.whole = new WholeAnswer(call, choices);
        choices.forEach(choice -> texts.add(new StringBuilder(call.wanted().prefix())));
    }

    /**
     * Takes a whole answer, or the data of an event.
     *
     * @throws TritonException when it carries an error or cannot be read
     */
    public void add(byte[] json, int offset, int length) {
        if (complete()) {
            return;
        }
        GenerateAnswer answer = call.read(json, offset, length);
        whole.saw(answer);
        if (answer.inputTokens() != null) {
            inputTokens = answer.inputTokens();
        }
        List<Output> outputs = answer.outputs();
        if (hasText(outputs)) {
            ChatTranslator.requireTexts(answer, choices.size());
            spoke = true;
        }
        for (int i = 0; i < Math.min(outputs.size(), choices.size()); i++) {
            texts.get(i).append(choices.get(i).push(outputs.get(i)));
        }
    }

    /**
     * Takes the next bytes of a stream of events.
     *
     * @throws TritonException when an event carries an error or cannot be read
     */
    public void push(byte[] bytes, int offset, int count) {
        if (events == null) {
            events = new EventReader(maxEventBytes, this::add);
        }
        events.push(bytes, offset, count);
    }

    /** True when every choice has ended, by a stop string or by the backend's word: no more events are wanted. */
    public boolean complete() {
        return whole.isComplete();
    }

    /** True when the backend has said of every choice why it ended: it generates nothing more. */
    public boolean finished() {
        return whole.isFinished();
    }

    /**
     * The completion, after all of Triton's answer: a {@link io.openaitriton.openai.ChatCompletion}, or a {@link
     * io.openaitriton.openai.Completion} for a plain prompt.
     *
     * @throws TritonException when there was no text in it, or its events ended before it was whole
     */
    public Object build() {
        if (events != null && !complete()) {
            events.end();
        }
        if (!spoke) {
            throw ChatTranslator.noText();
        }
        if (events != null) {
            whole.require();
        }
        List<AnswerForm.Text> built = new ArrayList<>(choices.size());
        for (int i = 0; i < choices.size(); i++) {
            ChoiceReader choice = choices.get(i);
            String text = texts.get(i).append(choice.end()).toString();
            built.add(new AnswerForm.Text(text, choice.takeLogprobs(), choice.finishReason()));
        }
        usage = Counts.usage(inputTokens, call, choices);
        return call.wanted().form().completion(head, built, usage);
    }

    /** Tokens of the completion that was built; null when any part of it is not known. */
    public Usage usage() {
        return usage;
    }

    private static boolean hasText(List<Output> outputs) {
        for (Output output : outputs) {
            if (output.text() != null) {
                return true;
            }
        }
        return false;
    }
}
