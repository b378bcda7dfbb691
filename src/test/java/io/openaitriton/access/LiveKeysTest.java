package io.openaitriton.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openaitriton.access.bucket.LocalRateLimits;
import io.openaitriton.live.CapturedLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiveKeysTest {
    private final RateLimits meters = new LocalRateLimits(() -> 0);
    private final NewKey a = NewKey.of("a", List.of(), 10L, 100L, 2L);
    private final NewKey b = NewKey.of("b", List.of("m"), null, null, null);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("keys"), a.line() + "\n" + b.line() + "\n");
    }

    @Test
    void aKeyIsFoundByItsHash() {
        LiveKeys keys = new LiveKeys(file, meters);
        assertThat(keys.find(a.key()).key().name()).isEqualTo("a");
        assertThat(keys.find(b.key()).key().name()).isEqualTo("b");
        assertThat(keys.find(b.key()).requests()).isNull();
        assertThat(keys.size()).isEqualTo(2);
        assertThat(keys.find(null)).isNull();
        assertThat(keys.find("")).isNull();
        assertThat(keys.find("a")).isNull();
        assertThat(keys.find(a.key() + " ")).isNull();
        assertThat(keys.find("x".repeat(513))).isNull();
    }

    @Test
    void aChangedFileIsReadAtTheNextPoll() throws IOException {
        LiveKeys keys = new LiveKeys(file, meters);
        NewKey c = NewKey.of("c", List.of(), null, null, null);
        Files.writeString(file, b.line() + "\n" + c.line() + "\n#\n");
        assertThat(keys.find(a.key())).isNotNull();
        keys.look();
        assertThat(keys.find(a.key())).isNull();
        assertThat(keys.find(b.key())).isNotNull();
        assertThat(keys.find(c.key())).isNotNull();
    }

    @Test
    void aChangeOfALinksTargetIsNoticed() throws IOException {
        // as Kubernetes mounts secrets
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        LiveKeys keys = new LiveKeys(link, meters);
        Path other = Files.writeString(folder.resolve("other"), b.line() + "\n");
        Files.delete(link);
        Files.createSymbolicLink(link, other);
        keys.look();
        assertThat(keys.find(a.key())).isNull();
    }

    @Test
    void anUnreadableFileIsReadAgainEvenIfItLooksUnchanged() throws IOException {
        LiveKeys keys = new LiveKeys(file, meters);
        String good = b.line() + "\n";
        Files.writeString(file, "x".repeat(good.length()));
        FileTime time = Files.getLastModifiedTime(file);
        keys.look();
        assertThat(keys.find(a.key())).isNotNull();

        Files.writeString(file, good);
        Files.setLastModifiedTime(file, time);
        keys.look();
        assertThat(keys.find(a.key())).isNull();
    }

    @Test
    void aMistakeKeepsThePreviousKeysAndIsLoggedOnce() throws IOException {
        LiveKeys keys = new LiveKeys(file, meters);
        try (CapturedLog log = CapturedLog.open()) {
            Files.writeString(file, b.line().replace("}", ",\"tokens_per_minute\":\"many\"}"));
            keys.look();
            keys.look();
            assertThat(log.messages())
                    .singleElement()
                    .asString()
                    .contains(file + ", line 1, key b: 'tokens_per_minute'");
            Files.delete(file);
            keys.look();
            keys.look();
            assertThat(log.messages())
                    .hasSize(2)
                    .last()
                    .asString()
                    .contains("The key file " + file + " does not exist");
        }
        assertThat(keys.find(a.key())).isNotNull();
        Files.writeString(file, b.line());
        keys.look();
        assertThat(keys.find(a.key())).isNull();
    }

    @Test
    void usageSurvivesAChangeOfTheFile() throws IOException {
        LiveKeys keys = new LiveKeys(file, meters);
        KeyUse before = keys.find(a.key());
        before.requests().take(10);
        before.tokens().take(60);
        assertThat(before.enter()).isTrue();
        assertThat(before.enter()).isTrue();

        NewKey again = NewKey.of("a", List.of(), 10L, 200L, 2L);
        Files.writeString(file, again.line());
        keys.look();
        KeyUse after = keys.find(again.key());
        assertThat(after.requests().take(1).taken()).isFalse();
        // another limit has its own meter
        assertThat(after.tokens().take(200).taken()).isTrue();
        assertThat(after.enter()).isFalse();
        before.leave();
        assertThat(after.enter()).isTrue();
    }

    @Test
    void neverMoreRequestsThanTheLimitRunConcurrently() throws Exception {
        KeyUse use = new LiveKeys(file, meters).find(a.key());
        AtomicInteger in = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(8);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 8; i++) {
            threads.execute(() -> {
                for (int n = 0; n < 10_000; n++) {
                    if (use.enter()) {
                        most.accumulateAndGet(in.incrementAndGet(), Math::max);
                        in.decrementAndGet();
                        use.leave();
                    }
                }
                done.countDown();
            });
        }
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        threads.shutdown();
        assertThat(most.get()).isBetween(1, 2);
        assertThat(use.running().get()).isZero();
    }

    @Test
    void aFileWithAMistakeFailsTheStart() throws IOException {
        Files.writeString(file, "{}");
        assertThatThrownBy(() -> new LiveKeys(file, meters)).hasMessageContaining("line 1: 'name'");
    }

    static Stream<Throwable> errors() {
        return Stream.of(
                new StackOverflowError(),
                new OutOfMemoryError(),
                new NoClassDefFoundError(),
                new IllegalStateException(),
                new UnsupportedOperationException("no"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void theNextChangeIsReadAfterAnyFailure(Throwable thrown) throws IOException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        LiveKeys keys = new LiveKeys(file, (what, name, perMinute) -> {
            if (failure.get() instanceof Error error) {
                throw error;
            } else if (failure.get() instanceof RuntimeException exception) {
                throw exception;
            }
            return meters.meter(what, name, perMinute);
        });
        NewKey c = NewKey.of("c", List.of(), 10L, null, null);
        Files.writeString(file, c.line() + "\n");
        failure.set(thrown);
        try (CapturedLog log = CapturedLog.open()) {
            keys.look();
            keys.look();
            assertThat(log.messages())
                    .singleElement()
                    .satisfies(
                            line -> assertThat(line).contains(file.toString()).doesNotContain("null", "\n"));
        }
        assertThat(keys.find(a.key())).isNotNull();
        failure.set(null);
        keys.look();
        assertThat(keys.find(c.key())).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "\u00ff", "\u0000"})
    void whateverTheFileHoldsTheNextOneCounts(String text) throws IOException {
        LiveKeys keys = new LiveKeys(file, meters);
        Files.write(file, text.repeat(20_000).getBytes(StandardCharsets.ISO_8859_1));
        try (CapturedLog log = CapturedLog.open()) {
            keys.look();
            assertThat(log.messages()).singleElement().asString().contains(file.toString());
        }
        assertThat(keys.find(a.key())).isNotNull();
        Files.writeString(file, b.line() + "\n");
        keys.look();
        assertThat(keys.find(a.key())).isNull();
        assertThat(keys.find(b.key())).isNotNull();
    }
}
