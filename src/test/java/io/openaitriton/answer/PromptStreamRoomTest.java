package io.openaitriton.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.openaitriton.api.EventWriter;
import io.openaitriton.call.ExchangeCalls;
import io.openaitriton.generation.ApiException;
import io.openaitriton.observe.Observation;
import io.openaitriton.observe.Outcome;
import io.openaitriton.observe.RequestObserver;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the writers and the reader of one stream affect each other. */
@Timeout(30)
class PromptStreamRoomTest {
    private static final byte[] CHUNK = "x".getBytes(StandardCharsets.US_ASCII);
    private static final Duration SOON = Duration.ofSeconds(10);

    private final AtomicInteger closed = new AtomicInteger();
    private final Observation observation = Observation.begin(new RequestObserver() {}, "1", "POST");
    private final PromptPieces<byte[]> pieces = new PromptPieces<>(
            ExchangeCalls.of(new DefaultExchange(new DefaultCamelContext())),
            observation,
            EventWriter::errorEvent,
            closed::incrementAndGet);
    private final EventStream stream = new EventStream(pieces);
    private final CompletableFuture<Boolean> written = new CompletableFuture<>();
    private final Thread writer = new Thread(() -> {
        try {
            boolean wanted = true;
            for (int i = 0; i < 17 && wanted; i++) {
                wanted = pieces.put(CHUNK);
            }
            written.complete(wanted);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    });

    @Test
    void aWriterWaitsForAReaderWhoHasTooMuchUnread() throws Exception {
        writer.start();
        await().atMost(SOON).until(() -> writer.getState() == Thread.State.WAITING);
        assertThat(written).isNotDone();
        assertThat(stream.read()).isEqualTo('x');
        assertThat(written.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aReaderThatClosesEndsTheWaitsAndTheCalls() throws Exception {
        writer.start();
        await().atMost(SOON).until(() -> writer.getState() == Thread.State.WAITING);
        stream.close();
        assertThat(written.get(10, TimeUnit.SECONDS)).isFalse();
        stream.close();
        assertThat(closed).hasValue(1);
    }

    @Test
    void aChunkOfAnyLengthIsPassedOnInOnePiece() throws Exception {
        pieces.put(new byte[100_000]);
        pieces.end(CHUNK);
        List<Integer> writes = new ArrayList<>();
        assertThat(stream.read()).isZero();
        stream.transferTo(new OutputStream() {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                writes.add(length);
            }

            @Override
            public void write(int one) {
                writes.add(1);
            }
        });
        assertThat(writes).containsExactly(99_999, 1);
    }

    @Test
    void whatWasWrittenIsReadBeforeTheFailure() throws Exception {
        pieces.put(CHUNK);
        pieces.fail(ApiException.server(502, "triton_error", "boom", null));
        assertThat(pieces.put(CHUNK)).isFalse();
        pieces.end(CHUNK);
        byte[] bytes = new byte[1000];
        assertThat(stream.read(bytes)).isEqualTo(1);
        int length = stream.read(bytes);
        assertThat(new String(bytes, 0, length, StandardCharsets.US_ASCII))
                .startsWith("data: {\"error\":")
                .contains("boom");
        assertThatThrownBy(() -> stream.read(bytes)).hasMessageContaining("ended early: boom");
        assertThat(closed).hasValue(0);
    }

    @Test
    void aStreamThatWasReadToItsEndEndsNoCall() throws Exception {
        pieces.put(CHUNK);
        pieces.end(CHUNK);
        assertThat(stream.readAllBytes()).hasSize(2);
        stream.close();
        assertThat(closed).hasValue(0);
    }

    @Test
    void aClientWhoLeavesWithTheLastEventHasItsAnswer() throws Exception {
        pieces.put(CHUNK);
        pieces.end(CHUNK);
        stream.readAllBytes();
        observation.end(200, false);
        assertThat(observation.outcome()).isEqualTo(Outcome.SUCCESS);
    }

    @Test
    void aClientWhoLeavesBeforeTheLastEventHasNot() throws Exception {
        pieces.put(CHUNK);
        pieces.end(CHUNK);
        stream.read();
        stream.close();
        assertThat(stream.read()).isEqualTo(-1);
        observation.end(200, false);
        assertThat(observation.outcome()).isEqualTo(Outcome.CANCELLED);
    }
}
