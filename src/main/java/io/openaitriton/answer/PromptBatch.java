package io.openaitriton.answer;

import io.openaitriton.api.AnswerHead;
import io.openaitriton.api.EventWriter;
import io.openaitriton.api.PieceWriter;
import io.openaitriton.api.completions.Completion;
import io.openaitriton.api.completions.CompletionsSurface;
import io.openaitriton.call.ExchangeCalls;
import io.openaitriton.call.Failures;
import io.openaitriton.exchange.Observations;
import io.openaitriton.generation.GenerationEvent.Ended;
import io.openaitriton.generation.Usage;
import io.openaitriton.observe.Observation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;

/** The state of the prompts of one request, which run concurrently. */
public final class PromptBatch {
    private static final String PROPERTY = "openaiPromptBatch";

    private final Map<Integer, Completion> completions = new ConcurrentSkipListMap<>();
    private final Queue<Answered> answered = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final AtomicReference<AnswerHead> head = new AtomicReference<>();
    private final ExchangeCalls calls;
    private final Observation observation;
    private final PromptPieces<Object> stream;
    private final boolean records;

    /** The end of one prompt's stream; its usage may be null. */
    private record Answered(Usage usage) {}

    private PromptBatch(ExchangeCalls calls, Observation observation, boolean records) {
        this.calls = calls;
        this.observation = observation;
        this.records = records;
        this.stream = new PromptPieces<>(
                calls,
                observation,
                failure -> records ? List.of() : EventWriter.errorEvent(failure),
                () -> fail(new InterruptedIOException("The client disconnected")));
    }

    /** Begins the batch of a request. */
    public static void begin(Exchange exchange) {
        exchange.setProperty(
                PROPERTY,
                new PromptBatch(
                        ExchangeCalls.of(exchange), Observations.of(exchange), AnswerTarget.wantsRecords(exchange)));
    }

    /** The batch that an exchange belongs to. */
    public static PromptBatch of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, PromptBatch.class);
    }

    /** The common fields of the answer of an exchange: all prompts of a batch share them. */
    public static AnswerHead head(Exchange exchange, AnswerHead own) {
        PromptBatch batch = of(exchange);
        if (batch == null) {
            return own;
        }
        batch.head.compareAndSet(null, own);
        return batch.head.get();
    }

    /** The observation for the stream of an exchange: that of the request, unless other prompts write to the same stream. */
    static Observation observation(Exchange exchange) {
        PromptBatch batch = of(exchange);
        if (batch == null) {
            return Observations.of(exchange);
        }
        Observation own = Observation.unobserved();
        own.countTokens();
        return own;
    }

    public void add(int place, Completion completion) {
        completions.put(place, completion);
    }

    /** Copies the stream of one prompt to the shared stream, until it ends. */
    public void pass(StreamedAnswer prompt) {
        CallPieces<?> pieces = (CallPieces<?>) prompt.pieces();
        try (pieces) {
            for (Object piece = pieces.next(); piece != null; piece = pieces.next()) {
                if (!stream.put(piece)) {
                    return;
                }
            }
            answered.add(new Answered(pieces.usage()));
        } catch (IOException e) {
            fail(pieces.error() == null ? e : pieces.error());
        }
    }

    /** The shared stream, after its first chunk has arrived. */
    public StreamedAnswer awaitFirst(Exchange exchange) throws Exception {
        if (!stream.awaitFirst()) {
            throw failure.get();
        }
        stream.handOver(exchange);
        return StreamedAnswer.of(stream, records);
    }

    /**
     * Ends the stream after all prompts.
     *
     * @param usage whether the client wants the token counts
     */
    public void end(boolean usage) {
        if (failure.get() == null) {
            Usage all = Usage.sum(answered.stream().map(Answered::usage).toList());
            observation.usage(all);
            PieceWriter<?> writer = new AnswerTarget(CompletionsSurface.SHARED_STREAM, head.get(), records).writer();
            writer.write(new Ended(usage ? all : null));
            stream.end(writer.take());
        }
    }

    /** Fails the whole batch of an exchange, if it belongs to a batch. */
    public static void failed(Exchange exchange, Throwable cause) {
        PromptBatch batch = of(exchange);
        if (batch != null) {
            batch.fail(cause instanceof Exception failure ? failure : new IllegalStateException(cause));
        }
    }

    /** Fails the whole batch, and ends the calls of its other prompts. */
    public void fail(Exception cause) {
        if (failure.compareAndSet(null, cause)) {
            // first, because the calls that are ended fail as well
            stream.fail(Failures.toApi(cause, calls.reason()));
            calls.cancelOpen();
        }
    }

    /**
     * Ends a prompt whose batch failed before its call was made. Called after the call has begun: {@link #fail} ends calls that
     * began before the failure.
     *
     * @throws Exception the failure of the batch
     */
    public static void requireGoing(Exchange exchange) throws Exception {
        PromptBatch batch = of(exchange);
        if (batch != null && batch.failure.get() != null) {
            throw batch.failure.get();
        }
    }

    /** True for the failure of one of the prompts, which that prompt's route has logged. */
    public static boolean knows(Exchange exchange, Throwable thrown) {
        PromptBatch batch = of(exchange);
        return batch != null && batch.failure.get() == thrown;
    }

    /** The completions of all prompts as one. */
    public Completion join() throws Exception {
        if (failure.get() != null) {
            throw failure.get();
        }
        return Completion.join(new ArrayList<>(completions.values()));
    }
}
