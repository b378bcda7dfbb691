package io.openaitriton.translate;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.openaitriton.openai.ChatCompletionChunk;
import io.openaitriton.openai.ChatCompletionChunk.Delta;
import io.openaitriton.openai.ChoiceLogprobs;
import io.openaitriton.openai.ErrorResponse;
import io.openaitriton.openai.OpenAiJson;
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
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    private final CompletionHead head;
    private final GenerateCall call;
    private final EventReader reader;
    private final List<ChoiceReader> choices;

    private ByteArrayOutputStream out;
    private boolean started;
    private Long inputTokens;

    /** @param maxEventBytes longest event of Triton's that is taken */
    public ChatStreamTranslator(GenerateCall call, CompletionHead head, int maxEventBytes) {
        this.head = head;
        this.call = call;
        this.reader = new EventReader(maxEventBytes, this::event);
        this.choices = call.readers(true);
    }

    /** True once Triton has sent text: from then on the answer has a status and failures are events. */
    public boolean started() {
        return started;
    }

    /** True when stop strings ended every choice: nothing more of Triton's is wanted. */
    public boolean stopped() {
        for (ChoiceReader choice : choices) {
            if (!choice.stopped()) {
                return false;
            }
        }
        return true;
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
     * Writes the end of the answer, after Triton's.
     *
     * @throws TritonException when Triton ended without having sent text
     */
    public void end(ByteArrayOutputStream out) {
        this.out = out;
        if (!stopped()) {
            reader.end();
        }
        if (!started) {
            throw ChatTranslator.noText();
        }
        for (int i = 0; i < choices.size(); i++) {
            content(i, choices.get(i).end());
            ChoiceLogprobs late = choices.get(i).takeLogprobs();
            if (late != null) {
                chunk(i, new Delta(null, ""), late, null);
            }
        }
        for (int i = 0; i < choices.size(); i++) {
            chunk(i, new Delta(null, null), null, choices.get(i).finishReason());
        }
        usage();
        out.writeBytes(DONE);
    }

    /** The event that tells a client of a failure after the first chunk. */
    public static byte[] errorEvent(ErrorResponse error) {
        ByteArrayOutputStream event = new ByteArrayOutputStream(256);
        write(error, event);
        return event.toByteArray();
    }

    private void event(String data) {
        if (stopped()) {
            return;
        }
        GenerateAnswer answer = call.dialect().read(data);
        if (answer.inputTokens() != null) {
            inputTokens = answer.inputTokens();
        }
        List<Output> outputs = answer.outputs();
        if (outputs.stream().anyMatch(output -> output.text() != null)) {
            ChatTranslator.requireTexts(answer, choices.size());
            start();
        }
        for (int i = 0; i < Math.min(outputs.size(), choices.size()); i++) {
            content(i, choices.get(i).push(outputs.get(i)));
        }
    }

    private void start() {
        if (!started) {
            started = true;
            for (int i = 0; i < choices.size(); i++) {
                chunk(i, new Delta("assistant", ""), null, null);
            }
        }
    }

    /** Log probabilities go with the text, so they wait while it is held back. */
    private void content(int choice, String text) {
        if (!text.isEmpty()) {
            chunk(choice, new Delta(null, text), choices.get(choice).takeLogprobs(), null);
        }
    }

    private void usage() {
        Usage usage = call.wanted().usage() ? Counts.usage(inputTokens, call, choices) : null;
        if (usage != null) {
            write(new ChatCompletionChunk(head.id(), head.created(), head.model(), List.of(), usage), out);
        }
    }

    private void chunk(int index, Delta delta, ChoiceLogprobs logprobs, String finishReason) {
        ChatCompletionChunk.Choice choice = new ChatCompletionChunk.Choice(index, delta, logprobs, finishReason);
        write(new ChatCompletionChunk(head.id(), head.created(), head.model(), List.of(choice), null), out);
    }

    private static void write(Object json, ByteArrayOutputStream out) {
        try {
            byte[] bytes = OpenAiJson.mapper().writeValueAsBytes(json);
            out.writeBytes(DATA);
            out.writeBytes(bytes);
            out.write('\n');
            out.write('\n');
        } catch (JsonProcessingException e) {
            throw new TritonException(TritonException.Kind.BAD_ANSWER, "the answer is no Unicode text", e);
        }
    }
}
