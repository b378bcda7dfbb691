package io.openaitriton.camel;

import io.openaitriton.answer.AnswerTarget;
import io.openaitriton.answer.PromptBatch;
import io.openaitriton.api.AnswerHead;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.ApiRequest;
import io.openaitriton.api.chat.RequestContext;
import io.openaitriton.call.ReplicaFailure;
import io.openaitriton.call.TritonCall;
import io.openaitriton.exchange.OpenAiProperties;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.CallOptions;
import io.openaitriton.model.ModelAddresses;
import io.openaitriton.model.ModelDefinition;
import io.openaitriton.model.ServedModel;
import io.openaitriton.observe.Observation;
import io.openaitriton.observe.Operation;
import io.openaitriton.triton.GenerateRequest;
import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.dialect.Dialect;
import io.openaitriton.triton.dialect.GenerateCall;
import io.openaitriton.triton.dialect.Rendering;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;

/**
 * A model's definition, and the translator of its route: {@link #begin}, {@link #toGenerate}, then the HTTP call that the exchange property
 * {@code tritonEndpoint} names, then {@link #fromAnswer} or {@link #fromEvents}. A bean in the model's route file, with {@link #start} as its
 * init method. {@code routes/triton-model.camel.yaml} has the steps in between.
 */
public final class TritonModel extends ModelDefinition {
    /** The number of bits that every JSON parser reads exactly. */
    private static final LongSupplier SEEDS = () -> ThreadLocalRandom.current().nextLong(1L << 53);

    private static final CallOptions LENIENT = new CallOptions(false, SEEDS);
    private static final CallOptions STRICT = new CallOptions(true, SEEDS);
    private static final String TARGET = "openaiAnswerTarget";

    /** Reads the definition, and starts what it needs; before the model's first request. */
    @Override
    public void start() {
        OpenAiConverters.register(getCamelContext());
        super.start();
    }

    /**
     * Begins a call to this model, which ends when its client disconnects. The first step of the model's route: the next steps
     * refer to this model.
     */
    public void begin(Exchange exchange) {
        beginCall(exchange);
    }

    /**
     * The generate request for a chat request, or for one prompt of a completion request.
     *
     * @throws ApiException 400, naming what this model cannot do; 503 if the model has no URL
     * @throws IOException if its dialect or an image cannot be read
     * @throws Exception of another prompt of the same request that failed
     */
    public GenerateRequest toGenerate(@ExchangeProperty(OpenAiProperties.REQUEST) ApiRequest request, Exchange exchange)
            throws Exception {
        if (ServedModel.of(exchange) != this) {
            // a route without the separate steps: it would not check whether the client may use the model
            throw new IllegalStateException(
                    "The route of " + getModel() + " calls 'toGenerate' without 'begin' before it. Add the missing"
                            + " steps of routes/triton-model.camel.yaml");
        }
        ModelAddresses.requireUrl(this);
        PromptBatch.requireGoing(exchange);
        GenerateCall call = call(request, dialect(exchange), exchange);
        // Camel's default cache would read Triton's whole answer before the next step
        cacheStreams(exchange, false);
        exchange.setProperty(CALL, call);
        exchange.setProperty(OpenAiProperties.ENDPOINT, call.endpoint());
        exchange.setProperty(
                TARGET,
                AnswerTarget.of(
                        request.surface(call.generation()), PromptBatch.head(exchange, head(request)), exchange));
        return call.request();
    }

    private AnswerHead head(ApiRequest request) {
        return new AnswerHead(
                request.surface().newId(),
                Clock.systemUTC().instant().getEpochSecond(),
                request.answeredAs(getModel()));
    }

    private static void cacheStreams(Exchange exchange, boolean on) {
        exchange.getExchangeExtension().setStreamCacheDisabled(!on);
    }

    private GenerateCall call(ApiRequest request, Dialect dialect, Exchange exchange) {
        CallOptions options = Boolean.TRUE.equals(exchange.getProperty(OpenAiProperties.STRICT)) ? STRICT : LENIENT;
        RequestContext context =
                new RequestContext(renderer(), profile(), dialect, images(TritonCall.of(exchange)), options);
        try {
            return GenerateCall.of(request.toGeneration(context), dialect);
        } catch (ApiException e) {
            throw request.inItsWords(e);
        }
    }

    @Override
    public String edge() {
        return "/v1/chat/completions";
    }

    @Override
    public String summary() {
        return "template " + getTemplate() + ", default max_tokens " + getMaxTokens();
    }

    @Override
    public void observe(Observation observation, Exchange exchange) {
        GenerateCall call = exchange.getProperty(CALL, GenerateCall.class);
        ApiRequest request = exchange.getProperty(OpenAiProperties.REQUEST, ApiRequest.class);
        observation.model(getModel(), call.dialect().id(), urls().get(0), call.generation().answer().stream());
        observation.operation(Operation.of(request.surface().operation()));
        observation.prompt(call.prompt());
    }

    @Override
    public long tokensAtMost(Exchange exchange) {
        return exchange.getProperty(CALL, GenerateCall.class).generation().tokensAtMost();
    }

    @Override
    public void translateFor(String url, Exchange exchange) throws IOException {
        GenerateCall call = exchange.getProperty(CALL, GenerateCall.class);
        Dialect dialect = dialectAt(url);
        if (call != null && dialect != call.dialect()) {
            ApiRequest request = exchange.getProperty(OpenAiProperties.REQUEST, ApiRequest.class);
            GenerateCall other = call(request, dialect, exchange);
            exchange.setProperty(CALL, other);
            ModelObservation.observe(exchange);
            exchange.setProperty(OpenAiProperties.ENDPOINT, other.endpoint());
            exchange.getMessage().setBody(OpenAiJson.mapper().writeValueAsBytes(other.request()));
        }
    }

    /**
     * The completion for an answer of {@code generate}.
     *
     * @throws TritonException when the answer is an error, too long, or cannot be read
     * @throws IOException when the connection fails
     */
    public Object fromAnswer(
            @Body InputStream body,
            @Header(Exchange.HTTP_RESPONSE_CODE) int status,
            @ExchangeProperty(CALL) GenerateCall call,
            @ExchangeProperty(TARGET) AnswerTarget target,
            Exchange exchange)
            throws IOException {
        cacheStreams(exchange, true);
        try {
            return answers().whole(body, status, call, target, exchange);
        } catch (TritonException | IOException e) {
            TritonCall.failed(exchange);
            throw e;
        }
    }

    /**
     * The answer for the events of {@code generate_stream}: an InputStream of server-sent events, returned after the first event,
     * or the completion if the client does not stream.
     *
     * @throws TritonException when Triton fails, for a stream before the first event
     * @throws IOException when the connection does
     */
    public Object fromEvents(
            @Body InputStream body,
            @Header(Exchange.HTTP_RESPONSE_CODE) int status,
            @Header(Exchange.CONTENT_TYPE) String contentType,
            @ExchangeProperty(CALL) GenerateCall call,
            @ExchangeProperty(TARGET) AnswerTarget target,
            Exchange exchange)
            throws IOException {
        cacheStreams(exchange, true);
        try {
            answers().requireEvents(body, status, contentType, call, exchange);
            return call.generation().answer().stream()
                    ? answers().streamed(body, call, target, exchange)
                    : answers().gathered(body, call, target, exchange);
        } catch (TritonException | IOException e) {
            TritonCall.failed(exchange);
            throw e;
        }
    }

    /**
     * {@link #fromAnswer} or {@link #fromEvents}, for the answer of a replica that {@link TritonReplicas} has chosen. A failure
     * that is not the replica's fault is handed to it separately, so that a circuit breaker around this step does not count the
     * failure.
     *
     * @throws TritonException when Triton is not ready, or its answer cannot be read
     * @throws IOException when the connection fails
     */
    public Object fromReplica(
            @Body InputStream body,
            @Header(Exchange.HTTP_RESPONSE_CODE) int status,
            @Header(Exchange.CONTENT_TYPE) String contentType,
            @ExchangeProperty(CALL) GenerateCall call,
            @ExchangeProperty(TARGET) AnswerTarget target,
            Exchange exchange)
            throws IOException {
        try {
            return call.endpoint().equals("generate")
                    ? fromAnswer(body, status, call, target, exchange)
                    : fromEvents(body, status, contentType, call, target, exchange);
        } catch (TritonException | IOException e) {
            if (TritonCall.of(exchange).isCancelled() || !ReplicaFailure.isOfTheReplica(e)) {
                ReplicaFailure.keep(e, exchange);
                return null;
            }
            throw e;
        }
    }

    /** The generate request for Triton, or for count_tokens the number of tokens. */
    public Object toRendering(
            @ExchangeProperty(OpenAiProperties.REQUEST) ApiRequest request,
            @ExchangeProperty(CALL) GenerateCall call,
            @ExchangeProperty(TARGET) AnswerTarget target) {
        Object unsent = request.unsent(call.generation());
        return unsent == null ? Rendering.of(call, target.head().model()) : unsent;
    }
}
