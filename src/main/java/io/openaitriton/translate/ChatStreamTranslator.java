package io.openaitriton.translate;

import io.openaitriton.openai.ErrorResponse;
import io.openaitriton.openai.Usage;
import io.openaitriton.triton.EventReader;
import io.openaitriton.triton.GenerateAnswer;
import io.openaitriton.triton.Output;
import io.openaitriton.triton.TritonException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Bytes of Triton's event stream in, bytes of OpenAI's out. Push-style and free of threads, so that a blocking loop and
 * an asynchronous handler can both drive it; used by one thread at a time.
 */
public final class ChatStreamTranslator {
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    private final GenerateCall call;
    private final EventReader reader;
    private final List<ChoiceReader> choices;
    private final WholeAnswer whole;
    private final ChunkWriter chunks;
    private final int firstIndex;

    private ByteArrayOutputStream out;
    private boolean started;
    private Long inputTokens;
    private Usage usage;
    private boolean counted;

    /** @param maxEventBytes longest event of Triton's that is taken */
    public ChatStreamTranslator(GenerateCall call, CompletionHead head, int maxEventBytes) {
        this.call = call;
        this.reader = new EventReader(maxEventBytes, this::event);
        this.choices = call.readers(true);
        this.whole = new WholeAnswer(call, choices);
        this.chunks = new ChunkWriter(head, call.wanted().form().shape());
        this.firstIndex = shared() ? call.wanted().firstIndex() : 0;
    }

    /** True when other calls write to the same stream: then its end is {@link #endOfAll}. */
    public boolean shared() {
        return call.wanted().firstIndex() != null;
    }

    /**
     * The end of a stream that several prompts share.
     *
     * @param head of the stream
     * @param usage of all of them, or null to tell none
     */
    public static byte[] endOfAll(CompletionHead head, Usage usage) {
        ByteArrayOutputStream end = new ByteArrayOutputStream(256);
        if (usage != null) {
            new ChunkWriter(head, ChunkWriter.Shape.TEXT).usage(usage, end);
        }
        end.writeBytes(DONE);
        return end.toByteArray();
    }

    /** True once Triton has sent text: from then on the answer has a status and failures are events. */
    public boolean started() {
        return started;
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
     * Takes the next bytes from Triton and writes the chunks that they make.
     *
     * @throws TritonException when an event carries an error or cannot be read; what was written before it stands
     */
    public void push(byte[] bytes, int offset, int count, ByteArrayOutputStream out) {
        this.out = out;
        reader.push(bytes, offset, count);
    }

    /**
     * Writes the end of the answer, after Triton's or when it is {@link #complete}.
     *
     * @throws TritonException when Triton ended without having sent text, or before the answer was whole
     */
    public void end(ByteArrayOutputStream out) {
        this.out = out;
        if (!complete()) {
            reader.end();
        }
        if (!started) {
            throw ChatTranslator.noText();
        }
        whole.require();
        for (int i = 0; i < choices.size(); i++) {
            content(i, choices.get(i).end());
            Object late = logprobs(i);
            if (late != null) {
                chunks.text(firstIndex + i, "", late, out);
            }
        }
        for (int i = 0; i < choices.size(); i++) {
            chunks.last(firstIndex + i, choices.get(i).finishReason(), out);
        }
        if (!shared()) {
            writeUsage();
            out.writeBytes(DONE);
        }
    }

    /** Tokens of the answer, after {@link #end}; null when any part of it is not known. */
    public Usage usage() {
        if (!counted) {
            counted = true;
            usage = Counts.usage(inputTokens, call, choices);
        }
        return usage;
    }

    /** The event that tells a client of a failure after the first chunk. */
    public static byte[] errorEvent(ErrorResponse error) {
        ByteArrayOutputStream event = new ByteArrayOutputStream(256);
        ChunkWriter.event(error, event);
        return event.toByteArray();
    }

    private void event(byte[] data, int offset, int length) {
        if (complete()) {
            return;
        }
        GenerateAnswer answer = call.read(data, offset, length);
        whole.saw(answer);
        if (answer.inputTokens() != null) {
            inputTokens = answer.inputTokens();
        }
        List<Output> outputs = answer.outputs();
        if (anyText(outputs)) {
            ChatTranslator.requireTexts(answer, choices.size());
            start();
        }
        for (int i = 0; i < Math.min(outputs.size(), choices.size()); i++) {
            content(i, choices.get(i).push(outputs.get(i)));
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

    private void start() {
        if (!started) {
            started = true;
            for (int i = 0; i < choices.size(); i++) {
                chunks.first(firstIndex + i, out);
                if (!call.wanted().prefix().isEmpty()) {
                    chunks.text(firstIndex + i, call.wanted().prefix(), null, out);
                }
            }
        }
    }

    /** Log probabilities go with the text, so they wait while it is held back. */
    private void content(int choice, String text) {
        if (!text.isEmpty()) {
            chunks.text(firstIndex + choice, text, logprobs(choice), out);
        }
    }

    private Object logprobs(int choice) {
        ChoiceReader reader = choices.get(choice);
        int offset = reader.tokenOffset();
        return call.wanted().form().logprobs(reader.takeLogprobs(), offset);
    }

    private void writeUsage() {
        Usage usage = call.wanted().usage() ? usage() : null;
        if (usage != null) {
            chunks.usage(usage, out);
        }
    }
}
