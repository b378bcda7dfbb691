package io.openaitriton.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The wait for the end of a response. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ResponseEndTest {
    private static final long LONG = TimeUnit.HOURS.toMillis(1);

    private final DefaultEventLoop loop = new DefaultEventLoop();

    @AfterEach
    void stop() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void aClientThatTakesAllEndsTheWait() {
        assertThat(ResponseEnd.end(loop, Future::succeededFuture, LONG)).isTrue();
    }

    @Test
    void theEndIsOnTheEventLoop() {
        assertThat(ResponseEnd.end(
                        loop,
                        () -> loop.inEventLoop()
                                ? Future.succeededFuture()
                                : Promise.<Void>promise().future(),
                        1))
                .isTrue();
    }

    @Test
    void aClientThatTakesTheRestLaterEndsTheWait() {
        assertThat(ResponseEnd.end(
                        loop,
                        () -> {
                            Promise<Void> taken = Promise.promise();
                            loop.execute(taken::complete);
                            return taken.future();
                        },
                        LONG))
                .isTrue();
    }

    @Test
    void aClientThatReadsNothingIsGivenUp() {
        assertThat(ResponseEnd.end(loop, () -> Promise.<Void>promise().future(), 1))
                .isFalse();
    }

    @Test
    void aClientThatDisconnectsEndsTheWait() {
        assertThat(ResponseEnd.end(loop, () -> Future.failedFuture("disconnected"), LONG))
                .isTrue();
    }

    @Test
    void aResponseThatWasEndedAlreadyEndsTheWait() {
        assertThat(ResponseEnd.end(
                        loop,
                        () -> {
                            throw new IllegalStateException("ended already");
                        },
                        LONG))
                .isTrue();
    }
}
