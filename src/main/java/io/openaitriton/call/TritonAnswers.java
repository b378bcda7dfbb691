package io.openaitriton.call;

import io.openaitriton.exchange.Observations;
import io.openaitriton.translate.ChatStreamTranslator;
import io.openaitriton.translate.CompletionBuilder;
import io.openaitriton.translate.CompletionHead;
import io.openaitriton.translate.GenerateCall;
import io.openaitriton.triton.TritonException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.camel.Exchange;

/**
 * Reads the answers of Triton's that camel-http leaves as streams, and gives up those that are too long.
 *
 * @param maxAnswerBytes longest answer, and longest sum of events for a client that wants them gathered
 * @param maxEventBytes longest event
 */
public record TritonAnswers(int maxAnswerBytes, int maxEventBytes) {

    /**
     * The completion for an answer of {@code generate}; for a client that streams its chunks, as the model cannot.
     */
    public Object whole(InputStream body, int status, GenerateCall call, CompletionHead head, Exchange exchange)
            throws IOException {
        byte[] answer = read(body, exchange);
        UpstreamCall.of(exchange).ended();
        if (status != 200) {
            throw failure(status, answer, call, exchange);
        }
        if (call.wanted().stream()) {
            return chunks(asEvent(answer), call, head, answer.length + 16, exchange);
        }
        CompletionBuilder builder = new CompletionBuilder(call, head, maxEventBytes);
        builder.add(answer, 0, answer.length);
        return built(builder, exchange);
    }

    /** The completion for the events of {@code generate_stream}. */
    public Object gathered(InputStream events, GenerateCall call, CompletionHead head, Exchange exchange)
            throws IOException {
        CompletionBuilder builder = new CompletionBuilder(call, head, maxEventBytes);
        byte[] buffer = new byte[8192];
        boolean ended = false;
        try {
            long total = 0;
            while (!ended && !builder.complete()) {
                int count = events.read(buffer);
                ended = count < 0;
                if (!ended) {
                    total += count;
                    if (total > maxAnswerBytes) {
                        throw tooLong();
                    }
                    builder.push(buffer, 0, count);
                    TokenReservation.of(exchange).begun();
                }
            }
            return built(builder, exchange);
        } finally {
            if (ended) {
                UpstreamCall.of(exchange).ended();
            } else if (builder.finished()) {
                UpstreamCall.of(exchange).readEnd(events);
            } else {
                UpstreamCall.of(exchange).abort();
            }
        }
    }

    private static Object built(CompletionBuilder builder, Exchange exchange) {
        Object completion = builder.build();
        TokenReservation.of(exchange).used(builder.usage());
        if (PromptBatch.of(exchange) == null) {
            // of several prompts what one used is not that of the request
            Observations.of(exchange).usage(builder.usage());
        }
        return completion;
    }

    /** The chunks for the events of {@code generate_stream}. Returns when the first has come. */
    public InputStream chunks(InputStream events, GenerateCall call, CompletionHead head, Exchange exchange)
            throws IOException {
        return chunks(events, call, head, maxEventBytes, exchange);
    }

    /** An answer as the only event of a stream: its JSON in one line, as line ends are none of a string. */
    private static InputStream asEvent(byte[] json) {
        String line =
                new String(json, StandardCharsets.ISO_8859_1).replace('\n', ' ').replace('\r', ' ');
        return new ByteArrayInputStream(("data: " + line + "\n\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private static InputStream chunks(
            InputStream events, GenerateCall call, CompletionHead head, int maxEventBytes, Exchange exchange)
            throws IOException {
        ChatCompletionStream stream = new ChatCompletionStream(
                events,
                UpstreamCall.of(exchange),
                new ChatStreamTranslator(call, head, maxEventBytes),
                PromptBatch.observation(exchange),
                TokenReservation.of(exchange));
        boolean ok = false;
        try {
            stream.awaitFirstEvent();
            ok = true;
            stream.handOver(exchange);
            return stream;
        } finally {
            if (!ok) {
                stream.close();
            }
        }
    }

    /** @throws TritonException when the answer is anything but a stream of events */
    public void requireEvents(InputStream body, int status, String contentType, GenerateCall call, Exchange exchange)
            throws IOException {
        if (status != 200) {
            throw failure(status, read(body, exchange), call, exchange);
        }
        if (contentType != null && !contentType.startsWith("text/event-stream")) {
            call.requireNoError(text(read(body, exchange)));
            throw new TritonException(TritonException.Kind.BAD_ANSWER, "the answer is no event stream");
        }
    }

    private static TritonException failure(int status, byte[] answer, GenerateCall call, Exchange exchange) {
        return call.failure(status, text(answer))
                .retryAfter(UpstreamCall.of(exchange).retryAfter());
    }

    private byte[] read(InputStream body, Exchange exchange) throws IOException {
        if (body == null) {
            return new byte[0];
        }
        // most are short, and readNBytes would begin with an array of 8 or 16 KiB, which takes longer to clear than
        // they to read
        byte[] start = new byte[Math.min(2048, maxAnswerBytes)];
        int count = body.readNBytes(start, 0, start.length);
        if (count < start.length) {
            return Arrays.copyOf(start, count);
        }
        byte[] rest = body.readNBytes(maxAnswerBytes - count);
        if (count + rest.length == maxAnswerBytes && body.read() >= 0) {
            // without this camel-http would read the rest of it
            UpstreamCall.of(exchange).abort();
            throw tooLong();
        }
        byte[] all = Arrays.copyOf(start, count + rest.length);
        System.arraycopy(rest, 0, all, count, rest.length);
        return all;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private TritonException tooLong() {
        return new TritonException(TritonException.Kind.BAD_ANSWER, "it is longer than " + maxAnswerBytes + " bytes");
    }
}
