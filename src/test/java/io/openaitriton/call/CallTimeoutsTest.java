package io.openaitriton.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.junit.jupiter.api.Test;

/** What counts as silence, and which timeout ends a call. {@code TimeoutTest} has the same with Triton. */
class CallTimeoutsTest {
    private static final long LONG = 60_000;
    private static final Duration SOON = Duration.ofSeconds(10);

    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final TritonCall call = TritonCall.begin(new DefaultExchange(new DefaultCamelContext()), CallLimits.NONE);

    @Test
    void aSilentTritonEndsTheCallWithTheTimeoutsName() throws Exception {
        CallTimeouts timeouts = start(0, 1);
        timeouts.answered();
        try (InputStream answer = answer(timeouts, new Silence())) {
            assertThatThrownBy(answer::read)
                    .isInstanceOf(CallTimeouts.Expired.class)
                    .hasMessage("idle timeout");
        }
    }

    @Test
    void aPauseOfTheReaderIsNotSilence() throws Exception {
        CallTimeouts timeouts = start(0, 1);
        timeouts.answered();
        byte[] text = "text".getBytes(StandardCharsets.UTF_8);
        try (InputStream answer = answer(timeouts, new ByteArrayInputStream(text))) {
            assertThat(answer.read()).isEqualTo('t');
            pause();
            timeouts.check();
            assertThat(answer.readAllBytes()).hasSize(3);
        }
        assertThat(cancelled.getCount()).isEqualTo(1);
    }

    @Test
    void theFirstByteHasATimeoutOfItsOwn() throws Exception {
        CallTimeouts timeouts = start(0, LONG);
        timeouts.awaitFirstByte(1);
        assertThat(cancelled.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(timeouts.named(new SocketException("closed"))).hasMessage("first byte timeout");
        assertThat(call.isExpired()).as("another Triton may be asked").isFalse();
    }

    @Test
    void theTotalTimeoutEndsAnAnswerThatWaitsForItsEnd() throws Exception {
        CallTimeouts timeouts = start(1, LONG);
        timeouts.answered();
        assertThat(cancelled.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        try (InputStream answer = answer(timeouts, InputStream.nullInputStream())) {
            assertThatThrownBy(answer::read).hasMessage("total timeout");
        }
        assertThat(call.isExpired()).isTrue();
    }

    @Test
    void aTimeoutThatEndsAfterItsCallEndsNothing() throws Exception {
        CallTimeouts timeouts = start(1, LONG);
        timeouts.stop();
        pause();
        assertThat(cancelled.getCount()).isEqualTo(1);
    }

    @Test
    void timeoutsBeyondTheClocksRangeAreNoLimit() {
        CallTimeouts timeouts = start(Long.MAX_VALUE, Long.MAX_VALUE);
        timeouts.awaitFirstByte(Long.MAX_VALUE);
        timeouts.check();
        timeouts.stop();
        assertThat(cancelled.getCount()).isEqualTo(1);
    }

    private CallTimeouts start(long totalMillis, long idleMillis) {
        call.bind(this::cancel);
        return CallTimeouts.start(call, this::cancel, totalMillis, idleMillis);
    }

    private boolean cancel() {
        cancelled.countDown();
        return true;
    }

    private static InputStream answer(CallTimeouts timeouts, InputStream content) throws IOException {
        return timeouts.within(new InputStreamEntity(content, ContentType.TEXT_PLAIN))
                .getContent();
    }

    /** Longer than the clock's tick. */
    private static void pause() {
        await().pollDelay(Duration.ofMillis(120)).atMost(SOON).until(() -> true);
    }

    /** Is silent until the call is cancelled. */
    private final class Silence extends InputStream {
        @Override
        public int read() throws IOException {
            try {
                assertThat(cancelled.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new SocketException("closed");
        }
    }
}
