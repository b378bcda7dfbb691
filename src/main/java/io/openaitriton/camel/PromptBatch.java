package io.openaitriton.camel;

import io.openaitriton.openai.Completion;
import io.openaitriton.translate.TextTranslator;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;

/** What became of the prompts of one request, which are worked on at the same time. */
final class PromptBatch {
    private static final String PROPERTY = "openaiPromptBatch";

    private final Map<Integer, Completion> completions = new ConcurrentSkipListMap<>();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final UpstreamCall calls;

    private PromptBatch(UpstreamCall calls) {
        this.calls = calls;
    }

    /** Begins the batch of a request. */
    static void begin(Exchange exchange) {
        exchange.setProperty(PROPERTY, new PromptBatch(UpstreamCall.allOf(exchange)));
    }

    /** The batch that an exchange belongs to. */
    static PromptBatch of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, PromptBatch.class);
    }

    void add(int place, Completion completion) {
        completions.put(place, completion);
    }

    /** Fails the whole batch that an exchange belongs to, if it does. */
    static void failed(Exchange exchange, Throwable cause) {
        PromptBatch batch = of(exchange);
        if (batch != null && cause instanceof Exception failure) {
            batch.fail(failure);
        }
    }

    /** Fails the whole batch, and ends the calls of its other prompts. */
    void fail(Exception cause) {
        if (failure.compareAndSet(null, cause)) {
            calls.cancelOpen();
        }
    }

    /**
     * Ends a prompt whose batch has failed before its call was made. To be asked after the call has begun: calls that begin before are ended
     * by {@link #fail}.
     *
     * @throws Exception what the batch failed with
     */
    static void requireGoing(Exchange exchange) throws Exception {
        PromptBatch batch = of(exchange);
        if (batch != null && batch.failure.get() != null) {
            throw batch.failure.get();
        }
    }

    /** True for what one of the prompts failed with, whose own route has logged it. */
    static boolean knows(Exchange exchange, Throwable thrown) {
        PromptBatch batch = of(exchange);
        return batch != null && batch.failure.get() == thrown;
    }

    /** The completions of all prompts as one. */
    Completion join() throws Exception {
        if (failure.get() != null) {
            throw failure.get();
        }
        return TextTranslator.join(new ArrayList<>(completions.values()));
    }
}
