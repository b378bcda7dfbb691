package io.openaitriton.call;

import io.openaitriton.exchange.Observations;
import io.openaitriton.observe.Observation;
import io.openaitriton.openai.Completion;
import io.openaitriton.openai.Usage;
import io.openaitriton.translate.ChatStreamTranslator;
import io.openaitriton.translate.CompletionHead;
import io.openaitriton.translate.TextTranslator;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;

/** What became of the prompts of one request, which are worked on at the same time. */
public final class PromptBatch {
    private static final String PROPERTY = "openaiPromptBatch";

    private final Map<Integer, Completion> completions = new ConcurrentSkipListMap<>();
    private final Queue<Answered> answered = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final AtomicReference<CompletionHead> head = new AtomicReference<>();
    private final UpstreamCall calls;
    private final Observation observation;
    private final PromptStream stream;

    /** The end of one prompt's stream; its usage may be null. */
    private record Answered(Usage usage) {}

    private PromptBatch(UpstreamCall calls, Observation observation) {
        this.calls = calls;
        this.observation = observation;
        this.stream = new PromptStream(
                calls,
                observation,
                () -> fail(new InterruptedIOException("The client no longer reads the answers to these prompts")));
    }

    /** Begins the batch of a request. */
    public static void begin(Exchange exchange) {
        exchange.setProperty(PROPERTY, new PromptBatch(UpstreamCall.allOf(exchange), Observations.of(exchange)));
    }

    /** The batch that an exchange belongs to. */
    public static PromptBatch of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, PromptBatch.class);
    }

    /** What the answer of an exchange begins with: all of a batch have one. */
    public static CompletionHead head(Exchange exchange, CompletionHead own) {
        PromptBatch batch = of(exchange);
        if (batch == null) {
            return own;
        }
        batch.head.compareAndSet(null, own);
        return batch.head.get();
    }

    /** What observes the stream of an exchange: that of the request, unless others write to the same stream. */
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

    /** Writes what the stream of one prompt brings to that of all, until it ends. */
    public void pass(ChatCompletionStream prompt) {
        try (prompt) {
            for (byte[] chunk = prompt.next(); chunk != null; chunk = prompt.next()) {
                if (!stream.put(chunk)) {
                    return;
                }
            }
            answered.add(new Answered(prompt.usage()));
        } catch (IOException e) {
            fail(prompt.error() == null ? e : prompt.error());
        }
    }

    /** The stream of all, when the first chunk has come. */
    public PromptStream awaitFirst() throws Exception {
        if (!stream.awaitFirst()) {
            throw failure.get();
        }
        return stream;
    }

    /**
     * Ends the stream after all prompts.
     *
     * @param usage whether their tokens are told
     */
    public void end(boolean usage) {
        if (failure.get() == null) {
            Usage all =
                    TextTranslator.sum(answered.stream().map(Answered::usage).toList());
            observation.usage(all);
            stream.end(ChatStreamTranslator.endOfAll(head.get(), usage ? all : null));
        }
    }

    /** Fails the whole batch that an exchange belongs to, if it does. */
    public static void failed(Exchange exchange, Throwable cause) {
        PromptBatch batch = of(exchange);
        if (batch != null) {
            batch.fail(cause instanceof Exception failure ? failure : new IllegalStateException(cause));
        }
    }

    /** Fails the whole batch, and ends the calls of its other prompts. */
    public void fail(Exception cause) {
        if (failure.compareAndSet(null, cause)) {
            // first, as the calls that are ended fail as well
            stream.fail(Failures.toApi(cause, calls));
            calls.cancelOpen();
        }
    }

    /**
     * Ends a prompt whose batch has failed before its call was made. To be asked after the call has begun: calls that begin before are ended
     * by {@link #fail}.
     *
     * @throws Exception what the batch failed with
     */
    public static void requireGoing(Exchange exchange) throws Exception {
        PromptBatch batch = of(exchange);
        if (batch != null && batch.failure.get() != null) {
            throw batch.failure.get();
        }
    }

    /** True for what one of the prompts failed with, whose own route has logged it. */
    public static boolean knows(Exchange exchange, Throwable thrown) {
        PromptBatch batch = of(exchange);
        return batch != null && batch.failure.get() == thrown;
    }

    /** The completions of all prompts as one. */
    public Completion join() throws Exception {
        if (failure.get() != null) {
            throw failure.get();
        }
        return TextTranslator.join(new ArrayList<>(completions.values()));
    }
}
