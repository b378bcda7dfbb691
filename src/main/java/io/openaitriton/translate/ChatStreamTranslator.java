package io.openaitriton.translate;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.openaitriton.openai.ChatCompletionChunk;
import io.openaitriton.openai.ChatCompletionChunk.Delta;
import io.openaitriton.openai.ErrorResponse;
import io.openaitriton.openai.OpenAiJson;
import io.openaitriton.triton.EventReader;
import io.openaitriton.triton.GenerateAnswer;
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
    private final EventReader reader;
    private final Echo echo;
    private final StopFilter stop;

    private ByteArrayOutputStream out;
    private boolean started;
    private String finishReason;

    /** @param maxEventBytes longest event of Triton's that is taken */
    public ChatStreamTranslator(GenerateCall call, CompletionHead head, int maxEventBytes) {
        this.head = head;
        this.reader = new EventReader(maxEventBytes, this::event);
        this.echo = new Echo(call.prompt(), call.generationMarker());
        this.stop = new StopFilter(call.stops());
    }

    /** True once Triton has sent text: from then on the answer has a status and failures are events. */
    public boolean started() {
        return started;
    }

    /** True when a stop string ended the answer: nothing more of Triton's is wanted. */
    public boolean stopped() {
        return stop.matched();
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
        if (!stop.matched()) {
            reader.end();
        }
        if (!started) {
            throw ChatTranslator.noText();
        }
        content(stop.push(echo.end()));
        content(stop.end());
        String reason = stop.matched() ? "stop" : ChatTranslator.finishReason(finishReason);
        chunk(new Delta(null, null), reason);
        out.writeBytes(DONE);
    }

    /** The event that tells a client of a failure after the first chunk. */
    public static byte[] errorEvent(ErrorResponse error) {
        ByteArrayOutputStream event = new ByteArrayOutputStream(256);
        write(error, event);
        return event.toByteArray();
    }

    private void event(String data) {
        if (stop.matched()) {
            return;
        }
        GenerateAnswer answer = GenerateAnswer.parse(data);
        if (answer.finishReason() != null) {
            finishReason = answer.finishReason();
        }
        if (answer.text() == null) {
            return;
        }
        if (!started) {
            started = true;
            chunk(new Delta("assistant", ""), null);
        }
        content(stop.push(echo.push(answer.text())));
    }

    private void content(String text) {
        if (!text.isEmpty()) {
            chunk(new Delta(null, text), null);
        }
    }

    private void chunk(Delta delta, String finishReason) {
        ChatCompletionChunk.Choice choice = new ChatCompletionChunk.Choice(0, delta, null, finishReason);
        write(new ChatCompletionChunk(head.id(), head.created(), head.model(), List.of(choice)), out);
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
