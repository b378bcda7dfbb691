package io.openaitriton.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.live.CapturedLog;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WatchTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    static Stream<Throwable> failures() {
        return Stream.of(
                new IllegalStateException("broken"),
                new AccessDeniedException("file"),
                new IOException(),
                new StackOverflowError(),
                new OutOfMemoryError("Java heap space"),
                new NoClassDefFoundError("a/Class"),
                new ExceptionInInitializerError(),
                new AssertionError("no"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void noExceptionOfAPollEndsThePolling(Throwable thrown) {
        AtomicInteger looks = new AtomicInteger();
        try (CapturedLog log = CapturedLog.open();
                Watch watch = Watch.every(1, "the file", "test-watch", () -> {
                    looks.incrementAndGet();
                    throwIt(thrown);
                })) {
            await().atMost(SOON).until(() -> looks.get() > 3);
            assertThat(log.messages())
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .startsWith("Cannot read the file: ")
                            .doesNotContain("\n", "null"));
            assertThat(watch).isNotNull();
        }
    }

    @Test
    void aReasonIsLoggedAgainWhenItReturns() {
        AtomicInteger looks = new AtomicInteger();
        try (CapturedLog log = CapturedLog.open();
                Watch watch = Watch.every(1, "the file", "test-watch", () -> {
                    if (looks.incrementAndGet() % 3 == 0) {
                        throw new IOException("every third");
                    }
                })) {
            await().atMost(SOON).until(() -> log.messages().size() > 1);
            assertThat(watch.end(20_000)).isTrue();
        }
    }

    private static void throwIt(Throwable thrown) throws Exception {
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (Exception) thrown;
    }
}
