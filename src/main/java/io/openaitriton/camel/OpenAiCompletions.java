package io.openaitriton.camel;

import io.openaitriton.answer.PromptBatch;
import io.openaitriton.answer.StreamedAnswer;
import io.openaitriton.api.completions.Completion;
import io.openaitriton.api.completions.CompletionPrompt;
import io.openaitriton.api.completions.CompletionRequest;
import io.openaitriton.api.completions.CompletionRequestValidator;
import io.openaitriton.exchange.Observations;
import io.openaitriton.exchange.OpenAiProperties;
import io.openaitriton.threads.RequestThreads;
import io.openaitriton.threads.VirtualThreads;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.ExchangePropertyKey;

/**
 * {@code POST /v1/completions}: splits a request into its prompts, each a separate call to the model, and joins their
 * completions.
 */
public final class OpenAiCompletions implements AggregationStrategy {
    private static final int MAX_THREADS = 1000;

    private boolean strictLimits;

    /** Whether OpenAI's limits apply even if backends accept more. Default false. */
    public void setStrictLimits(boolean strictLimits) {
        this.strictLimits = strictLimits;
    }

    /**
     * Checks a completion request and stores it for the next steps, as the exchange properties {@code openaiRequest} for
     * one prompt or {@code openaiPrompts} for several, {@code openaiModel} and {@code openaiStream}.
     *
     * @throws io.openaitriton.generation.ApiException 400, naming the first field at fault
     */
    public void accept(@Body CompletionRequest request, Exchange exchange) {
        List<CompletionPrompt> prompts = CompletionRequestValidator.prompts(request, strictLimits);
        OpenAiClient.accepted(exchange, request.model(), request.stream(), strictLimits);
        if (prompts.size() == 1) {
            exchange.setProperty(OpenAiProperties.REQUEST, prompts.get(0));
        } else {
            exchange.setProperty(OpenAiProperties.PROMPTS, prompts);
        }
    }

    /** Begins to work on several prompts. */
    public void begin(Exchange exchange) {
        // one for all prompts
        Observations.of(exchange);
        PromptBatch.begin(exchange);
    }

    /**
     * Stores the completion of one prompt, or fails all prompts after its failure, which the model's route may already have
     * turned into an answer.
     */
    @Override
    public Exchange aggregate(Exchange before, Exchange one, Exchange all) {
        Exception failure = one.getException() != null
                ? one.getException()
                : one.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class);
        if (failure != null) {
            PromptBatch.of(all).fail(failure);
        } else {
            int place = one.getProperty(ExchangePropertyKey.SPLIT_INDEX, Integer.class);
            // the completion of a stream has been passed on already
            if (one.getMessage().getBody() instanceof Completion completion) {
                PromptBatch.of(all).add(place, completion);
            }
        }
        return all;
    }

    @Override
    public Exchange aggregate(Exchange before, Exchange one) {
        throw new UnsupportedOperationException("expected the exchange of the whole request");
    }

    /** The completions of all prompts as one, or the first failure. */
    public Completion join(Exchange exchange) throws Exception {
        Completion all = PromptBatch.of(exchange).join();
        // of each prompt separately so far
        Observations.of(exchange).usage(all.usage());
        return all;
    }

    /** The chunks of all prompts as one stream, from the first chunk, or the first failure. */
    public StreamedAnswer stream(Exchange exchange) throws Exception {
        return PromptBatch.of(exchange).awaitFirst(exchange);
    }

    /** Writes the chunks of one prompt to the shared stream, until its end. */
    public void pass(@Body StreamedAnswer answer, Exchange exchange) {
        PromptBatch.of(exchange).pass(answer);
        exchange.getMessage().setBody(null);
    }

    /** Ends the shared stream. */
    public void end(@ExchangeProperty(OpenAiProperties.PROMPTS) List<CompletionPrompt> prompts, Exchange exchange) {
        PromptBatch.of(exchange).end(prompts.get(0).includesUsage());
    }

    /**
     * Threads for the streams of lists. Each waits for the prompts of one list. The caller's thread reads the stream. There are
     * never more threads than requests.
     */
    public static ExecutorService streamThreads() {
        return VirtualThreads.exist()
                ? VirtualThreads.executor()
                : Executors.newCachedThreadPool(OpenAiCompletions::daemon);
    }

    /** Threads for the prompts of lists: virtual threads if the JDK has them, else threads that end when idle. */
    public static ExecutorService threads() {
        return new RequestThreads(VirtualThreads.exist() ? VirtualThreads.executor() : pool());
    }

    private static ExecutorService pool() {
        return new ThreadPoolExecutor(
                0,
                MAX_THREADS,
                60,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                OpenAiCompletions::daemon,
                // never a queue: above the limit a request runs its prompts one after another
                new ThreadPoolExecutor.CallerRunsPolicy());
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "openai-prompt");
        thread.setDaemon(true);
        return thread;
    }
}
