package io.openaitriton.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallQueueTest {
    private static final long LONG = 20_000;
    private static final Duration SOON = Duration.ofMillis(LONG);

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void withoutALimitAllRun() throws Exception {
        CallQueue queue = new CallQueue(QueueBounds.NONE);
        Runnable first = enter(queue);
        Runnable second = enter(queue);
        assertThat(queue.running()).isEqualTo(2);
        first.run();
        first.run();
        assertThat(queue.running()).isEqualTo(1);
        second.run();
        assertThat(queue.running()).isZero();
    }

    @Test
    void theQueueIsServedInOrder() throws Exception {
        CallQueue queue = new CallQueue(new QueueBounds(1, 10, LONG));
        Runnable first = enter(queue);
        List<Integer> order = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 5; i++) {
            int place = i;
            threads.submit(() -> {
                Runnable end = enter(queue);
                order.add(place);
                end.run();
                return null;
            });
            await().atMost(SOON).until(() -> queue.waiting() == place + 1);
        }
        assertThat(order).isEmpty();
        first.run();
        await().atMost(SOON).until(() -> order.size() == 5);
        assertThat(order).containsExactly(0, 1, 2, 3, 4);
        await().atMost(SOON).until(() -> queue.running() == 0);
        assertThat(queue.waits()).isEqualTo(5);
        assertThat(queue.waitedNanos()).isPositive();
    }

    @Test
    void aFullQueueRefusesImmediately() throws Exception {
        CallQueue queue = new CallQueue(new QueueBounds(1, 1, LONG));
        Runnable first = enter(queue);
        Future<Runnable> waiting = threads.submit(() -> enter(queue));
        await().atMost(SOON).until(() -> queue.waiting() == 1);
        assertRefused(queue, QueueRefusal.Reason.FULL);
        first.run();
        waiting.get(LONG, TimeUnit.MILLISECONDS).run();
        assertThat(queue.running()).isZero();
    }

    @Test
    void aWaitHasItsLimit() throws Exception {
        CallQueue queue = new CallQueue(new QueueBounds(1, 1, 1));
        Runnable first = enter(queue);
        assertRefused(queue, QueueRefusal.Reason.TIMEOUT);
        assertThat(queue.waiting()).isZero();
        first.run();
        enter(queue).run();
    }

    @Test
    void aCancelledWaitFreesItsPlace() throws Exception {
        CallQueue queue = new CallQueue(new QueueBounds(1, 2, LONG));
        Runnable first = enter(queue);
        CompletableFuture<Runnable> leave = new CompletableFuture<>();
        Future<?> leaver = threads.submit(() -> queue.enter(leave::complete));
        await().atMost(SOON).until(() -> queue.waiting() == 1);
        Future<Runnable> behind = threads.submit(() -> enter(queue));
        await().atMost(SOON).until(() -> queue.waiting() == 2);
        leave.get(LONG, TimeUnit.MILLISECONDS).run();
        assertThatThrownBy(() -> leaver.get(LONG, TimeUnit.MILLISECONDS))
                .hasCauseInstanceOf(QueueRefusal.class)
                .hasMessageContaining("LEFT");
        first.run();
        behind.get(LONG, TimeUnit.MILLISECONDS).run();
        assertThat(queue.running()).isZero();
    }

    @Test
    void aCancelledCallDoesNotWait() {
        CallQueue queue = new CallQueue(new QueueBounds(1, 1, LONG));
        assertThatThrownBy(() -> {
                    queue.enter(leaving -> {});
                    // as a call does that was cancelled before
                    queue.enter(Runnable::run);
                })
                .isInstanceOf(QueueRefusal.class)
                .hasMessage("LEFT");
        assertThat(queue.waiting()).isZero();
    }

    @Test
    void anInterruptEndsAWait() throws Exception {
        CallQueue queue = new CallQueue(new QueueBounds(1, 1, LONG));
        Runnable first = enter(queue);
        Future<Runnable> waiting = threads.submit(() -> enter(queue));
        await().atMost(SOON).until(() -> queue.waiting() == 1);
        threads.shutdownNow();
        assertThatThrownBy(() -> waiting.get(LONG, TimeUnit.MILLISECONDS))
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(queue.waiting()).isZero();
        first.run();
        assertThat(queue.running()).isZero();
    }

    @Test
    void replacedLimitsDoNotReturn() throws Exception {
        CallQueue queue = new CallQueue(QueueBounds.NONE);
        queue.bound(new QueueBounds(1, 0, LONG), 2);
        queue.bound(new QueueBounds(5, 5, LONG), 1);
        enter(queue);
        assertRefused(queue, QueueRefusal.Reason.FULL);
    }

    @Test
    void newLimitsAdmitWaitingCallsAndEndNone() throws Exception {
        CallQueue queue = new CallQueue(new QueueBounds(1, 5, LONG));
        Runnable first = enter(queue);
        Future<Runnable> second = threads.submit(() -> enter(queue));
        Future<Runnable> third = threads.submit(() -> enter(queue));
        await().atMost(SOON).until(() -> queue.waiting() == 2);
        queue.bound(new QueueBounds(3, 5, LONG), 1);
        Runnable endSecond = second.get(LONG, TimeUnit.MILLISECONDS);
        Runnable endThird = third.get(LONG, TimeUnit.MILLISECONDS);
        queue.bound(new QueueBounds(1, 0, LONG), 2);
        assertThat(queue.running()).isEqualTo(3);
        first.run();
        endSecond.run();
        assertRefused(queue, QueueRefusal.Reason.FULL);
        endThird.run();
        enter(queue).run();
    }

    @Test
    void neverMoreThanTheLimitAndNoPlaceIsLost() throws Exception {
        int limit = 4;
        CallQueue queue = new CallQueue(new QueueBounds(limit, 1000, LONG));
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger left = new AtomicInteger();
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            boolean leaves = i % 4 == 0;
            all.add(threads.submit(() -> {
                for (int n = 0; n < 500; n++) {
                    try {
                        Runnable end = queue.enter(
                                leaves && ThreadLocalRandom.current().nextBoolean() ? Runnable::run : leaving -> {});
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        Thread.onSpinWait();
                        inside.decrementAndGet();
                        end.run();
                    } catch (QueueRefusal e) {
                        assertThat(e.reason()).isEqualTo(QueueRefusal.Reason.LEFT);
                        left.incrementAndGet();
                    }
                }
                return null;
            }));
        }
        for (Future<?> one : all) {
            one.get(LONG, TimeUnit.MILLISECONDS);
        }
        assertThat(most.get()).isBetween(1, limit);
        assertThat(queue.running()).isZero();
        assertThat(queue.waiting()).isZero();
        Runnable[] full = new Runnable[limit];
        for (int i = 0; i < limit; i++) {
            full[i] = enter(queue);
        }
        assertThat(queue.running()).isEqualTo(limit);
    }

    @Test
    void limitsAreChecked() {
        assertThatThrownBy(() -> new QueueBounds(-1, 0, 1)).hasMessageContaining("maxConcurrent");
        assertThatThrownBy(() -> new QueueBounds(0, -1, 1)).hasMessageContaining("maxQueued");
        assertThatThrownBy(() -> new QueueBounds(0, 0, 0)).hasMessageContaining("maxWait");
    }

    private static Runnable enter(CallQueue queue) throws QueueRefusal, InterruptedException {
        return queue.enter(leaving -> {});
    }

    private static void assertRefused(CallQueue queue, QueueRefusal.Reason reason) {
        assertThatThrownBy(() -> enter(queue)).isInstanceOf(QueueRefusal.class).hasMessage(reason.name());
    }
}
