package io.openaitriton.call;

import io.openaitriton.observe.Observation;
import io.openaitriton.openai.Usage;
import io.openaitriton.translate.ApiException;
import io.openaitriton.translate.ChatStreamTranslator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpProducer;
import org.apache.camel.support.DefaultExchange;

/**
 * A streamed answer as server-sent events. Each read gives what is there, after waiting for Triton if nothing is. Of several that write to
 * one stream each is read by {@link #next}, and has neither the error event nor the end, which are those of the {@link PromptStream}.
 *
 * <p>A failure of Triton's after the first event is read as an error event, and the read after it throws: whoever passes
 * the stream on shall break off, since some clients do not see the event but all of them a broken connection. Closing the
 * stream before its end ends the call to Triton; so does {@link UpstreamCall#cancel()}, from any thread.
 */
public final class ChatCompletionStream extends PieceStream {
    private final InputStream triton;
    private final UpstreamCall call;
    private final ChatStreamTranslator translator;
    private final Observation observation;
    private final TokenReservation tokens;

    // small: thousands wait for their next token
    private final byte[] in = new byte[4096];
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    private boolean ended;
    private boolean complete;
    private IOException failure;
    private ApiException error;

    ChatCompletionStream(
            InputStream triton,
            UpstreamCall call,
            ChatStreamTranslator translator,
            Observation observation,
            TokenReservation tokens) {
        this.triton = triton;
        this.call = call;
        this.translator = translator;
        this.observation = observation;
        this.tokens = tokens;
    }

    /**
     * Leaves the stream to whoever reads the body of the exchange. Otherwise camel-http would read the rest of it when
     * the exchange completes, which for the caller of a {@code ProducerTemplate} is before it could read anything.
     */
    @Override
    public void handOver(Exchange exchange) {
        call.handOver();
        exchange.getUnitOfWork()
                .handoverSynchronization(
                        new DefaultExchange(exchange.getContext()),
                        done -> done.getClass().getName().startsWith(HttpProducer.class.getName()));
        super.handOver(exchange);
    }

    /**
     * Waits for the first event, so that a failure before it can still be told by a status.
     *
     * @throws IOException when the connection fails before
     * @throws io.openaitriton.triton.TritonException when Triton does
     */
    void awaitFirstEvent() throws IOException {
        while (!translator.started() && !ended) {
            try {
                advance();
            } catch (IOException | RuntimeException e) {
                if (!translator.started()) {
                    throw e;
                }
                // one read brought the first event and the failure
                observation.firstToken();
                fail(e);
            }
        }
        if (failure == null) {
            observation.firstToken();
        }
        takeOutput();
    }

    /** What the client is told when it broke off; null before. */
    ApiException error() {
        return error;
    }

    /** Tokens of the whole answer, after its end; null where they are not known. */
    Usage usage() {
        return observation.usage();
    }

    @Override
    public void close() {
        if (!ended) {
            ended = true;
            call.abort();
        }
        finish();
    }

    @Override
    boolean fill() throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (ended) {
            finish();
            return false;
        }
        try {
            advance();
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
        takeOutput();
        return true;
    }

    private void fail(Exception e) {
        ended = true;
        call.abort();
        error = Failures.toApi(e, call);
        if (!call.isLeft()) {
            observation.failed(error);
        }
        // without its cause: hosts log this with its trace, and a parser quotes what it read
        failure = new IOException("The stream from Triton broke off: " + error.getMessage());
        if (!translator.shared()) {
            out.writeBytes(ChatStreamTranslator.errorEvent(error.response()));
        }
    }

    private void advance() throws IOException {
        int count = triton.read(in);
        if (count >= 0) {
            translator.push(in, 0, count, out);
        }
        if (count < 0 || translator.complete()) {
            translator.end(out);
            ended = true;
            if (observation.areTokensWanted()) {
                Usage usage = translator.usage();
                observation.usage(usage);
                tokens.used(usage);
            }
            if (count < 0) {
                call.ended();
            } else if (translator.finished()) {
                complete = true;
            } else {
                call.abort();
            }
        }
    }

    /** Ends the call of an answer that was whole before Triton's end, when the reader of this has it all. */
    private void finish() {
        if (complete) {
            complete = false;
            call.readEnd(triton);
        }
    }

    private void takeOutput() {
        ready(out.toByteArray());
        out.reset();
    }
}
