package io.openaitriton.camel;

import io.openaitriton.admission.Admission;
import io.openaitriton.call.PromptBatch;
import io.openaitriton.call.ReplicaFailure;
import io.openaitriton.call.UpstreamCall;
import io.openaitriton.exchange.Observations;
import io.openaitriton.exchange.OpenAiProperties;
import io.openaitriton.observe.Observation;
import io.openaitriton.observe.Operation;
import io.openaitriton.openai.ChatCompletionRequest;
import io.openaitriton.openai.OpenAiJson;
import io.openaitriton.translate.ApiException;
import io.openaitriton.translate.CallOptions;
import io.openaitriton.translate.ChatTranslator;
import io.openaitriton.translate.CompletionHead;
import io.openaitriton.translate.Dialect;
import io.openaitriton.translate.GenerateCall;
import io.openaitriton.translate.Rendering;
import io.openaitriton.translate.TextRequest;
import io.openaitriton.translate.TextTranslator;
import io.openaitriton.triton.GenerateRequest;
import io.openaitriton.triton.TritonException;
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
    private static final String HEAD = "openaiCompletionHead";

    /**
     * The generate request for a chat request, or for one prompt of a completion request.
     *
     * @throws io.openaitriton.translate.ApiException 400, naming what this model cannot do; 403 or 429 when the client's key may not
     *     have it, or not now; 503 when the model has too many requests
     * @throws IOException when a wait for the model is interrupted
     * @throws Exception of another prompt of the same request, which has failed
     */
    public GenerateRequest toGenerate(
            @ExchangeProperty(OpenAiProperties.REQUEST) Object request,
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
        UpstreamCall upstreamCall = begin(exchange);
        PromptBatch.requireGoing(exchange);
        GenerateCall call = call(request, dialect(exchange), exchange);
        observe(call, exchange);
        if (!Boolean.TRUE.equals(render)) {
            if (admission != null) {
                admission.reserve(call.tokensAtMost(), Observations.of(exchange), exchange);
            }
            queue().enter(upstreamCall, exchange);
        }
        // a cache, which Camel has by default, would read Triton's answer to its end before the next step
        cacheStreams(exchange, false);
        exchange.setProperty(CALL, call);
        exchange.setProperty(ENDPOINT, Boolean.TRUE.equals(render) ? "none" : call.endpoint());
        exchange.setProperty(HEAD, PromptBatch.head(exchange, head(request)));
        return call.request();
    }

    private CompletionHead head(Object request) {
        return new CompletionHead(
                (request instanceof TextRequest ? "cmpl-" : "chatcmpl-")
                        + UUID.randomUUID().toString().replace("-", ""),
                Clock.systemUTC().instant().getEpochSecond(),
                getModel());
    }

    private void observe(GenerateCall call, Exchange exchange) {
        Observation observation = Observations.of(exchange);
        observation.model(getModel(), call.dialect().id(), urls().get(0), call.wanted().stream());
        observation.operation(
                exchange.getProperty(OpenAiProperties.REQUEST) instanceof TextRequest
                        ? Operation.COMPLETIONS
                        : Operation.CHAT);
        observation.prompt(call.prompt());
        Observations.key(observation, exchange);
    }

    private static void cacheStreams(Exchange exchange, boolean on) {
        exchange.getExchangeExtension().setStreamCacheDisabled(!on);
    }

    private GenerateCall call(Object request, Dialect dialect, Exchange exchange) {
        CallOptions options = Boolean.TRUE.equals(exchange.getProperty(OpenAiProperties.STRICT)) ? STRICT : LENIENT;
        return request instanceof TextRequest text
                ? TextTranslator.toGenerate(text, profile(), dialect, options)
                : ChatTranslator.toGenerate(
                        (ChatCompletionRequest) request,
                        profile(),
                        dialect,
                        images(UpstreamCall.of(exchange)),
                        options);
    }

    /**
     * Makes the call of an exchange one for this Triton, if it speaks another dialect than the call was made for, as it may during a rolling update.
     *
     * @throws io.openaitriton.translate.ApiException 400, naming what it cannot do
     * @throws TritonException when its configuration is not known and cannot be read
     */
    void translateFor(String url, Exchange exchange) throws IOException {
        GenerateCall call = exchange.getProperty(CALL, GenerateCall.class);
        Dialect dialect = dialectAt(url);
        if (call != null && dialect != call.dialect()) {
            GenerateCall other = call(exchange.getProperty(OpenAiProperties.REQUEST), dialect, exchange);
            observe(other, exchange);
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
            @ExchangeProperty(HEAD) CompletionHead head,
            Exchange exchange)
            throws IOException {
        cacheStreams(exchange, true);
        try {
            return answers().whole(body, status, call, head, exchange);
        } catch (TritonException | IOException e) {
            UpstreamCall.failed(exchange);
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
            @ExchangeProperty(HEAD) CompletionHead head,
            Exchange exchange)
            throws IOException {
        cacheStreams(exchange, true);
        try {
            answers().requireEvents(body, status, contentType, call, exchange);
            return call.wanted().stream()
                    ? answers().chunks(body, call, head, exchange)
                    : answers().gathered(body, call, head, exchange);
        } catch (TritonException | IOException e) {
            UpstreamCall.failed(exchange);
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
            @ExchangeProperty(HEAD) CompletionHead head,
            Exchange exchange)
            throws IOException {
        try {
            return call.endpoint().equals("generate")
                    ? fromAnswer(body, status, call, head, exchange)
                    : fromEvents(body, status, contentType, call, head, exchange);
        } catch (TritonException | IOException e) {
            if (UpstreamCall.of(exchange).isCancelled() || !ReplicaFailure.isOfTheReplica(e)) {
                ReplicaFailure.keep(e, exchange);
                return null;
            }
            throw e;
        }
    }

    /** What would be sent to Triton. */
    public Rendering toRendering(
            @ExchangeProperty(CALL) GenerateCall call, @ExchangeProperty(HEAD) CompletionHead head) {
        return Rendering.of(call, head);
    }
}
