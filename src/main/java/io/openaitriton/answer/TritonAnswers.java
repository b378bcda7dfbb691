package io.openaitriton.answer;

import io.openaitriton.api.CollectedAnswer;
import io.openaitriton.call.TokenReservation;
import io.openaitriton.call.TritonCall;
import io.openaitriton.exchange.Observations;
import io.openaitriton.generation.Usage;
import io.openaitriton.output.OutputPipeline;
import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.dialect.GenerateCall;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.camel.Exchange;

/**
 * Reads Triton's answers, which camel-http leaves as streams, and rejects those that are too long.
 *
 * @param maxAnswerBytes longest answer, and longest sum of events for a client that does not stream
 * @param maxEventBytes longest event
 */
public record TritonAnswers(int maxAnswerBytes, int maxEventBytes) {

    /**
     * The answer of {@code generate}; as chunks if the client streams and the model cannot.
     */
    public Object whole(InputStream body, int status, GenerateCall call, AnswerTarget target, Exchange exchange)
            throws IOException {
        byte[] answer = read(body, exchange);
        TritonCall.of(exchange).ended();
        if (status != 200) {
            throw failure(status, answer, call, exchange);
        }
        if (call.generation().answer().stream()) {
            return streamed(asEvent(answer), call, target, answer.length + 16, exchange);
        }
        CollectedAnswer collected = new CollectedAnswer();
        OutputPipeline pipeline = new OutputPipeline(call, true, maxEventBytes, collected::write);
        pipeline.answer(answer, 0, answer.length);
        return ended(pipeline, target, collected, exchange);
    }

    /** The whole answer, from the events of {@code generate_stream}. */
    public Object gathered(InputStream events, GenerateCall call, AnswerTarget target, Exchange exchange)
            throws IOException {
        CollectedAnswer collected = new CollectedAnswer();
        OutputPipeline pipeline = new OutputPipeline(call, true, maxEventBytes, collected::write);
        byte[] buffer = new byte[8192];
        boolean ended = false;
        try {
            long total = 0;
            while (!ended && !pipeline.complete()) {
                int count = events.read(buffer);
                ended = count < 0;
                if (!ended) {
                    total += count;
                    if (total > maxAnswerBytes) {
                        throw tooLong();
                    }
                    pipeline.push(buffer, 0, count);
                    TokenReservation.of(exchange).begun();
                }
            }
            return ended(pipeline, target, collected, exchange);
        } finally {
            if (ended) {
                TritonCall.of(exchange).ended();
            } else if (pipeline.finished()) {
                TritonCall.of(exchange).readEnd(events);
            } else {
                TritonCall.of(exchange).abort();
            }
        }
    }

    private static Object ended(
            OutputPipeline pipeline, AnswerTarget target, CollectedAnswer collected, Exchange exchange) {
        pipeline.end();
        if (pipeline.cacheHit() != null) {
            Observations.of(exchange).replica().cacheHit(pipeline.cacheHit());
        }
        Usage usage = pipeline.usage();
        TokenReservation.of(exchange).used(usage);
        if (PromptBatch.of(exchange) == null) {
            // with several prompts, the usage of one is not that of the request
            Observations.of(exchange).usage(usage);
        }
        return target.whole(collected);
    }

    /** The streamed answer, from the events of {@code generate_stream}. Returns when the first has arrived. */
    public StreamedAnswer streamed(InputStream events, GenerateCall call, AnswerTarget target, Exchange exchange)
            throws IOException {
        return streamed(events, call, target, maxEventBytes, exchange);
    }

    /** An answer as the only event of a stream: its JSON in one line. JSON strings have no raw line ends, so removing them is safe. */
    private static InputStream asEvent(byte[] json) {
        String line =
                new String(json, StandardCharsets.ISO_8859_1).replace('\n', ' ').replace('\r', ' ');
        return new ByteArrayInputStream(("data: " + line + "\n\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private static StreamedAnswer streamed(
            InputStream events, GenerateCall call, AnswerTarget target, int maxEventBytes, Exchange exchange)
            throws IOException {
        CallPieces<?> pieces = new CallPieces<>(
                events,
                TritonCall.of(exchange),
                call,
                maxEventBytes,
                target.writer(),
                PromptBatch.observation(exchange),
                TokenReservation.of(exchange));
        boolean ok = false;
        try {
            pieces.awaitFirst();
            ok = true;
            pieces.handOver(exchange);
            return StreamedAnswer.of(pieces, target.records());
        } finally {
            if (!ok) {
                pieces.close();
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
            throw new TritonException(TritonException.Kind.BAD_ANSWER, "the answer is not an event stream");
        }
    }

    private static TritonException failure(int status, byte[] answer, GenerateCall call, Exchange exchange) {
        return call.failure(status, text(answer))
                .retryAfter(TritonCall.of(exchange).retryAfter());
    }

    private byte[] read(InputStream body, Exchange exchange) throws IOException {
        if (body == null) {
            return new byte[0];
        }
        // most answers are short, and readNBytes would begin with an array of 8 or 16 KiB, which takes longer to clear
        // than the
        // answer to read
        byte[] start = new byte[Math.min(2048, maxAnswerBytes)];
        int count = body.readNBytes(start, 0, start.length);
        if (count < start.length) {
            return Arrays.copyOf(start, count);
        }
        byte[] rest = body.readNBytes(maxAnswerBytes - count);
        if (count + rest.length == maxAnswerBytes && body.read() >= 0) {
            // otherwise camel-http would read the rest of it
            TritonCall.of(exchange).abort();
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
        return new TritonException(
                TritonException.Kind.BAD_ANSWER, "the answer is longer than " + maxAnswerBytes + " bytes");
    }
}
