package io.openaitriton.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.impl.ContextInternal;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits of Vert.x's threads. */
class GatewayVertxTest {
    private final Vertx vertx =
            GatewayVertx.create(2, new GatewayHttpServer.Limits(new ClientConnection.Limits(1000, 1000), 32768));
    private final CountDownLatch running = new CountDownLatch(2);
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() throws Exception {
        release.countDown();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void workAboveTheLimitIsRefused() {
        for (int i = 0; i < 2; i++) {
            vertx.executeBlocking(this::await, false);
        }
        assertThat(refused(() -> vertx.executeBlocking(this::await, false))).isTrue();
    }

    @Test
    void anAdmittedRequestWritesItsAnswerEvenAboveTheLimit() throws Exception {
        ContextInternal admitted = request();
        ContextInternal late = request();
        Future<Boolean> first = on(admitted, () -> {
            Future<Boolean> task = admitted.executeBlocking(this::await, false);
            vertx.executeBlocking(this::await, false);
            return task;
        });
        assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> end(on(late, () -> late.executeBlocking(() -> true, false))))
                .hasCauseInstanceOf(RejectedExecutionException.class);
        assertThat(end(on(admitted, () -> admitted.executeBlocking(() -> true, false))))
                .isTrue();
        release.countDown();
        assertThat(end(first)).isTrue();
    }

    @Test
    void poolsThatAnApplicationMakesForItselfQueueAsVertxHasIt() throws Exception {
        WorkerExecutor one = vertx.createSharedWorkerExecutor("mine", 1);
        Future<Boolean> first = one.executeBlocking(this::await, false);
        Future<Boolean> second = one.executeBlocking(this::await, false);
        release.countDown();
        assertThat(Future.all(first, second)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS)
                        .succeeded())
                .isTrue();
    }

    /** Vert.x runs each request to an HTTP server on a context of its own. */
    private ContextInternal request() {
        return ((ContextInternal) vertx.getOrCreateContext()).duplicate();
    }

    private static boolean end(Future<Boolean> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** What a request does on its event loop. */
    private static Future<Boolean> on(ContextInternal request, Supplier<Future<Boolean>> work) {
        Promise<Boolean> done = request.promise();
        request.runOnContext(begun -> {
            try {
                work.get().onComplete(done);
            } catch (RejectedExecutionException e) {
                done.fail(e);
            }
        });
        return done.future();
    }

    private boolean await() throws InterruptedException {
        running.countDown();
        return release.await(20, TimeUnit.SECONDS);
    }

    /** Vert.x throws it, or fails the future. */
    private static boolean refused(Supplier<Future<Boolean>> work) {
        try {
            return work.get().cause() instanceof RejectedExecutionException;
        } catch (RejectedExecutionException e) {
            return true;
        }
    }
}
