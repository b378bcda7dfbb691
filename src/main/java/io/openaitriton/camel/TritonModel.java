package io.openaitriton.camel;

import io.openaitriton.admission.Admission;
import io.openaitriton.api.AnswerHead;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.ApiRequest;
import io.openaitriton.api.chat.RequestContext;
import io.openaitriton.call.AnswerTarget;
import io.openaitriton.call.PromptBatch;
import io.openaitriton.call.ReplicaFailure;
import io.openaitriton.call.TritonCall;
import io.openaitriton.exchange.Observations;
import io.openaitriton.exchange.OpenAiProperties;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.CallOptions;
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
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;

/**
 * A model's definition, and the translator of its route: {@link #toGenerate}, then the HTTP call that the exchange property {@code
 * tritonEndpoint} names, then {@link #fromAnswer} or {@link #fromEvents}. A bean in the model's route file, with {@link #start} as
 * its init method.
 */
public final class TritonModel extends ModelDefinition {
    /** As many bits as a number has in any reader of JSON. */
    private static final LongSupplier SEEDS = () -> ThreadLocalRandom.current().nextLong(1L << 53);

    private static final CallOptions LENIENT = new CallOptions(false, SEEDS);
    private static final CallOptions STRICT = new CallOptions(true, SEEDS);
    private static final String CALL = "tritonCall";
    static final String ENDPOINT = "tritonEndpoint";
    private static final String TARGET = "openaiAnswerTarget";

    /**
     * The generate request for a chat request, or for one prompt of a completion request.
     *
     * @throws io.openaitriton.generation.ApiException 400, naming what this model cannot do; 403 or 429 when the client's key may not
     *     have it, or not now; 503 when the model has too many requests
     * @throws IOException when a wait for the model is interrupted
     * @throws Exception of another prompt of the same request, which has failed
     */
    public GenerateRequest toGenerate(
            @ExchangeProperty(OpenAiProperties.REQUEST) ApiRequest request,
            @ExchangeProperty(OpenAiProperties.RENDER) Boolean render,
            Exchange exchange)
            throws Exception {
        Admission admission = Admission.of(exchange);
        if (admission != null) {
            admission.requireModel(getModel());
        }
        if (ModelAddresses.isUnset(this)) {
            throw ApiException.server(
                    503, "triton_unreachable", "The model '" + getModel() + "' has no Triton yet.", null);
        }
        TritonCall tritonCall = begin(exchange);
        PromptBatch.requireGoing(exchange);
        GenerateCall call = call(request, dialect(exchange), exchange);
        observe(request, call, exchange);
        if (!Boolean.TRUE.equals(render)) {
            if (admission != null) {
                admission.reserve(call.generation().tokensAtMost(), Observations.of(exchange), exchange);
            }
            queue().enter(tritonCall, exchange);
        }
        // a cache, which Camel has by default, would read Triton's answer to its end before the next step
        cacheStreams(exchange, false);
        exchange.setProperty(CALL, call);
        exchange.setProperty(ENDPOINT, Boolean.TRUE.equals(render) ? "none" : call.endpoint());
        exchange.setProperty(
                TARGET, AnswerTarget.of(request.surface(), PromptBatch.head(exchange, head(request)), exchange));
        return call.request();
    }

    private AnswerHead head(ApiRequest request) {
        return new AnswerHead(
                request.surface().idPrefix() + UUID.randomUUID().toString().replace("-", ""),
                Clock.systemUTC().instant().getEpochSecond(),
                getModel());
    }

    private void observe(ApiRequest request, GenerateCall call, Exchange exchange) {
        Observation observation = Observations.of(exchange);
        observation.model(getModel(), call.dialect().id(), urls().get(0), call.generation().answer().stream());
        observation.operation(Operation.of(request.surface().operation()));
        observation.prompt(call.prompt());
        Observations.key(observation, exchange);
    }

    private static void cacheStreams(Exchange exchange, boolean on) {
        exchange.getExchangeExtension().setStreamCacheDisabled(!on);
    }

    private GenerateCall call(ApiRequest request, Dialect dialect, Exchange exchange) {
        CallOptions options = Boolean.TRUE.equals(exchange.getProperty(OpenAiProperties.STRICT)) ? STRICT : LENIENT;
        RequestContext context =
                new RequestContext(renderer(), profile(), dialect, images(TritonCall.of(exchange)), options);
        return GenerateCall.of(request.toGeneration(context), dialect);
    }

    /**
     * Makes the call of an exchange one for this Triton, if it speaks another dialect than the call was made for, as it may during a rolling update.
     *
     * @throws io.openaitriton.generation.ApiException 400, naming what it cannot do
     * @throws TritonException when its configuration is not known and cannot be read
     */
    void translateFor(String url, Exchange exchange) throws IOException {
        GenerateCall call = exchange.getProperty(CALL, GenerateCall.class);
        Dialect dialect = dialectAt(url);
        if (call != null && dialect != call.dialect()) {
            ApiRequest request = exchange.getProperty(OpenAiProperties.REQUEST, ApiRequest.class);
            GenerateCall other = call(request, dialect, exchange);
            observe(request, other, exchange);
            exchange.setProperty(CALL, other);
            exchange.setProperty(ENDPOINT, other.endpoint());
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
     * What the client gets for the events of {@code generate_stream}: an InputStream of server-sent events, which is returned
     * when the first has come, or the completion if it does not stream.
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
     * {@link #fromAnswer} or {@link #fromEvents}, for the answer of one of several Tritons that {@link TritonReplicas} has chosen. A failure
     * that is no fault of this Triton is kept for it, so that a circuit breaker around this step does not count it.
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

    /** What would be sent to Triton. */
    public Rendering toRendering(
            @ExchangeProperty(CALL) GenerateCall call, @ExchangeProperty(TARGET) AnswerTarget target) {
        return Rendering.of(call, target.head().model());
    }
}
