package io.openaitriton.encoding;

import io.openaitriton.call.ReplicaFailure;
import io.openaitriton.call.TokenReservation;
import io.openaitriton.call.TritonCall;
import io.openaitriton.encoder.EncoderCall;
import io.openaitriton.encoder.Encoding;
import io.openaitriton.encoder.Layout;
import io.openaitriton.exchange.OpenAiProperties;
import io.openaitriton.generation.ApiException;
import io.openaitriton.model.ServedModel;
import io.openaitriton.observe.Observation;
import io.openaitriton.observe.Operation;
import io.openaitriton.triton.GenerateAnswer;
import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.TritonException.Kind;
import io.openaitriton.triton.tensor.InferRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Message;

/**
 * The calls of a model that encodes texts, for embeddings or scores: a request needs several calls if the model takes inputs in
 * batches. {@code NextCall}
 * makes the request of each, {@link #fromAnswer} reads its answer.
 */
public abstract class EncoderModel extends EncoderProperties {
    private static final int MOST_LOGGED = 1 << 20;
    /** Exchange property: the layout of the exchange's current call. */
    private static final String LAYOUT = "tritonEncoderLayout";

    protected EncoderModel() {}

    /** The model of an exchange. */
    public static EncoderModel of(Exchange exchange) {
        return (EncoderModel) ServedModel.of(exchange);
    }

    /**
     * Begins a call to this model, which ends when its client disconnects. The first step of the model's route: the next steps
     * refer to this model.
     */
    public void begin(Exchange exchange) {
        beginCall(exchange);
    }

    /** Turns an exchange into the next call of its lane. */
    public final void send(Layout layout, EncoderLane lane, Exchange exchange) {
        lane.work().begun(beginCall(exchange));
        // Camel's default cache would read Triton's whole answer before the next step
        exchange.getExchangeExtension().setStreamCacheDisabled(true);
        write(layout, lane, exchange);
    }

    private static void write(Layout layout, EncoderLane lane, Exchange exchange) {
        EncoderCall call = layout.call(lane.batch().inputs(), lane.work().dimensions());
        exchange.setProperty(LAYOUT, layout);
        exchange.setProperty(OpenAiProperties.ENDPOINT, call.endpoint());
        Message message = exchange.getMessage();
        // headers of the previous answer
        message.removeHeaders("*");
        message.setHeader(Exchange.CONTENT_TYPE, call.contentType());
        if (call.headerLength() != null) {
            message.setHeader(InferRequest.HEADER_LENGTH, call.headerLength());
        }
        message.setBody(call.body());
    }

    @Override
    public final void translateFor(String url, Exchange exchange) {
        EncoderLane lane = EncoderLane.of(exchange);
        Layout layout = layoutAt(url);
        if (layout != exchange.getProperty(LAYOUT, Layout.class)) {
            int inputs = lane.batch().inputs().size();
            if (layout.batchSize() < inputs
                    || layout.takesTokens() != lane.work().job().layout().takesTokens()) {
                throw ApiException.server(
                        503,
                        "model_not_ready",
                        "The model '" + getModel() + "' is being replaced by a version with other inputs; retry.",
                        null);
            }
            write(layout, lane, exchange);
        }
    }

    /**
     * Reads the answer of a call.
     *
     * @throws TritonException when the answer is an error, too long, or cannot be read
     * @throws IOException when the connection fails
     */
    public void fromAnswer(Exchange exchange) throws IOException {
        EncoderLane lane = EncoderLane.of(exchange);
        TritonCall call = TritonCall.of(exchange);
        try {
            Message message = exchange.getMessage();
            byte[] answer = read(message, call);
            call.ended();
            Integer status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
            if (status == null || status != 200) {
                throw failure(status == null ? 0 : status, answer, call);
            }
            Encoding encoding = exchange.getProperty(LAYOUT, Layout.class)
                    .read(
                            answer,
                            message.getHeader(InferRequest.HEADER_LENGTH, String.class),
                            lane.batch().inputs());
            lane.work().job().done(lane.batch(), encoding);
            TokenReservation.of(exchange).begun();
            message.setBody(null);
        } catch (TritonException e) {
            TritonCall.failed(exchange);
            throw ofTheInput(e, exchange);
        } catch (IOException e) {
            TritonCall.failed(exchange);
            throw e;
        } finally {
            lane.work().ended(call);
            exchange.getExchangeExtension().setStreamCacheDisabled(false);
        }
    }

    /**
     * {@link #fromAnswer} for the answer of a replica that the load balancer has chosen. A failure that is not the replica's
     * fault is handed to it separately, so that a circuit breaker around this step does not count the failure.
     *
     * @throws TritonException when Triton is not ready, or its answer cannot be read
     * @throws IOException when the connection fails
     */
    public void fromReplica(Exchange exchange) throws IOException {
        try {
            fromAnswer(exchange);
        } catch (TritonException | IOException e) {
            if (!TritonCall.of(exchange).isCancelled() && ReplicaFailure.isOfTheReplica(e)) {
                throw e;
            }
            ReplicaFailure.keep(e, exchange);
        }
    }

    /** A call failed: no other call is made, and calls in progress end. The failure becomes the request's. */
    public void failed(Exchange exchange) {
        EncoderLane.of(exchange)
                .work()
                .fail(exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class));
    }

    private static TritonException failure(int status, byte[] answer, TritonCall call) {
        return GenerateAnswer.failure(status, new String(answer, StandardCharsets.UTF_8))
                .retryAfter(call.retryAfter());
    }

    /** The failure for a prompt that is too long names the messages of a chat; here it names the texts. */
    private TritonException ofTheInput(TritonException failure, Exchange exchange) {
        return "messages".equals(failure.param()) ? failure.of(inputField(exchange)) : failure;
    }

    @Override
    public final void observe(Observation observation, Exchange exchange) {
        EncoderWork work = EncoderWork.of(exchange);
        observation.model(getModel(), work.job().layout().id(), urls().get(0), false);
        observation.operation(operation(exchange));
        if (observation.isObserved()) {
            observation.prompt(work.texts(MOST_LOGGED));
        }
    }

    @Override
    public final long tokensAtMost(Exchange exchange) {
        return EncoderWork.of(exchange).tokensAtMost();
    }

    /** The operation of a request that came without an edge. */
    protected abstract Operation operation(Exchange exchange);

    /** The request field that has the texts. */
    protected abstract String inputField(Exchange exchange);

    private byte[] read(Message message, TritonCall call) throws IOException {
        if (!(message.getBody() instanceof InputStream body)) {
            return new byte[0];
        }
        Long length = message.getHeader("Content-Length", Long.class);
        if (length != null && length >= 0 && length <= maxAnswerBytes()) {
            // in one read: the answer may have megabytes
            byte[] answer = new byte[length.intValue()];
            int count = body.readNBytes(answer, 0, answer.length);
            return count == answer.length ? answer : Arrays.copyOf(answer, count);
        }
        byte[] answer = body.readNBytes(maxAnswerBytes());
        if (answer.length == maxAnswerBytes() && body.read() >= 0) {
            // otherwise camel-http would read the rest of it
            call.abort();
            throw new TritonException(Kind.BAD_ANSWER, "the answer is longer than " + maxAnswerBytes() + " bytes");
        }
        return answer;
    }
}
