package io.openaitriton.answer;

import io.openaitriton.api.PieceWriter;
import io.openaitriton.call.ExchangeCalls;
import io.openaitriton.call.Failures;
import io.openaitriton.call.TokenReservation;
import io.openaitriton.call.TritonCall;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.Usage;
import io.openaitriton.observe.Observation;
import io.openaitriton.output.OutputPipeline;
import io.openaitriton.triton.dialect.GenerateCall;
import java.io.IOException;
import java.io.InputStream;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpProducer;
import org.apache.camel.support.DefaultExchange;

/**
 * The streamed answer of one call to Triton. If several calls write to one stream, the {@link PromptPieces} write the error event
 * and the end instead. The stream also ends when {@link ExchangeCalls#cancel()} is called, from any thread.
 */
final class CallPieces<P> extends Pieces<P> {
    private final InputStream triton;
    private final TritonCall call;
    private final OutputPipeline pipeline;
    private final PieceWriter<P> writer;
    private final Observation observation;
    private final TokenReservation tokens;

    /** Small, because thousands of streams wait for their next token. Triton sends each event in an HTTP chunk of its own, and no read goes beyond one. */
    private final byte[] in = new byte[512];

    private P first;
    private boolean ended;
    private boolean complete;
    private IOException failure;
    private ApiException error;

    CallPieces(
            InputStream triton,
            TritonCall call,
            GenerateCall generate,
            int maxEventBytes,
            PieceWriter<P> writer,
            Observation observation,
            TokenReservation tokens) {
        this.triton = triton;
        this.call = call;
        this.pipeline = new OutputPipeline(generate, false, maxEventBytes, writer::write);
        this.writer = writer;
        this.observation = observation;
        this.tokens = tokens;
    }

    /**
     * Leaves the stream to the reader of the exchange's body. Otherwise camel-http would consume it when the exchange completes,
     * which for the caller of a {@code ProducerTemplate} is before it could read anything.
     */
    @Override
    void handOver(Exchange exchange) {
        call.handOver();
        exchange.getUnitOfWork()
                .handoverSynchronization(
                        new DefaultExchange(exchange.getContext()),
                        done -> done.getClass().getName().startsWith(HttpProducer.class.getName()));
        super.handOver(exchange);
    }

    /**
     * Waits for the first event, so that a failure before it can still set the HTTP status.
     *
     * @throws IOException when the connection fails before
     * @throws io.openaitriton.triton.TritonException when Triton reports an error before it
     */
    void awaitFirst() throws IOException {
        while (!pipeline.started() && !ended) {
            try {
                advance();
            } catch (IOException | RuntimeException e) {
                if (!pipeline.started()) {
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
        first = writer.take();
    }

    /** The error for the client after the stream failed; null before. */
    ApiException error() {
        return error;
    }

    /** Tokens of the whole answer, after its end; null if unknown. */
    Usage usage() {
        return observation.usage();
    }

    @Override
    P next() throws IOException {
        if (first != null) {
            P piece = first;
            first = null;
            return piece;
        }
        while (true) {
            if (failure != null) {
                throw failure;
            }
            if (ended) {
                // the reader asks for more, so it has written the last piece
                observation.written();
                finish();
                return null;
            }
            try {
                advance();
            } catch (IOException | RuntimeException e) {
                fail(e);
            }
            P piece = writer.take();
            if (piece != null) {
                return piece;
            }
        }
    }

    @Override
    public void close() {
        if (!ended) {
            ended = true;
            call.abort();
        }
        finish();
    }

    private void fail(Exception e) {
        ended = true;
        call.abort();
        error = Failures.toApi(e, call.reason());
        if (!call.isLeft()) {
            observation.failed(error);
        }
        // without its cause: hosts log this with its stack trace, and a parser quotes its input
        failure = new IOException("The stream from Triton ended early: " + error.getMessage());
        writer.fail(error);
    }

    private void advance() throws IOException {
        int count = triton.read(in);
        if (count >= 0) {
            pipeline.push(in, 0, count);
        }
        if (count < 0 || pipeline.complete()) {
            pipeline.end();
            ended = true;
            if (pipeline.cacheHit() != null) {
                observation.replica().cacheHit(pipeline.cacheHit());
            }
            if (observation.areTokensWanted()) {
                Usage usage = pipeline.usage();
                observation.usage(usage);
                tokens.used(usage);
            }
            if (count < 0) {
                call.ended();
            } else if (pipeline.finished()) {
                complete = true;
            } else {
                call.abort();
            }
        }
    }

    /** Ends the call after the reader has the whole answer, if the answer was complete before Triton ended its stream. */
    private void finish() {
        if (complete) {
            complete = false;
            call.readEnd(triton);
        }
    }
}
