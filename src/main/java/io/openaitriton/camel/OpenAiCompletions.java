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
 * {@code POST /v1/completions}: takes a request apart into its prompts, each of which is a call of its own to the model, and
 * puts their completions together again.
 */
public final class OpenAiCompletions implements AggregationStrategy {
    private static final int MAX_THREADS = 1000;

    private boolean strictLimits;

    /** Whether requests must keep OpenAI's limits where backends take more. Default false. */
    public void setStrictLimits(boolean strictLimits) {
        this.strictLimits = strictLimits;
    }

    /**
     * Keeps a completion request that is well-formed for the steps after it, as the exchange properties {@code openaiRequest} for
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
        // one for the prompts together
        Observations.of(exchange);
        PromptBatch.begin(exchange);
    }

    /**
     * Keeps the completion of one of them, or fails all for its failure, which the model's route may have made an answer
     * already.
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
            // of a stream it has been passed on
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

    /** The completions of all as one, or the failure of the first that failed. */
    public Completion join(Exchange exchange) throws Exception {
        Completion all = PromptBatch.of(exchange).join();
        // of each alone so far
        Observations.of(exchange).usage(all.usage());
        return all;
    }

    /** The chunks of all as one stream, from the first on, or the failure of the first that failed. */
    public StreamedAnswer stream(Exchange exchange) throws Exception {
        return PromptBatch.of(exchange).awaitFirst(exchange);
    }

    /** Writes the chunks of one of them to the stream of all, until its end. */
    public void pass(@Body StreamedAnswer answer, Exchange exchange) {
        PromptBatch.of(exchange).pass(answer);
        exchange.getMessage().setBody(null);
    }

    /** Ends the stream of all. */
    public void end(@ExchangeProperty(OpenAiProperties.PROMPTS) List<CompletionPrompt> prompts, Exchange exchange) {
        PromptBatch.of(exchange).end(prompts.get(0).includesUsage());
    }

    /**
     * Threads for the streams of lists. Each waits for the prompts of one list. None is the caller's, which reads the stream. There are never more
     * of them than requests.
     */
    public static ExecutorService streamThreads() {
        return VirtualThreads.exist()
                ? VirtualThreads.executor()
                : Executors.newCachedThreadPool(OpenAiCompletions::daemon);
    }

    /** Threads for the prompts of lists: virtual ones where the JDK has them, else such as go by themselves when idle. */
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
                // never a queue: above the bound a request works on its prompts one after another
                new ThreadPoolExecutor.CallerRunsPolicy());
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "openai-prompt");
        thread.setDaemon(true);
        return thread;
    }
}
