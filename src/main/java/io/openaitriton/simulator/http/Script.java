package io.openaitriton.simulator.http;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

/**
 * A response to send step by step.
 *
 * @param reason reason phrase, or null for the usual one of the status
 * @param headers sent with the first chunk, in this order
 */
public record Script(int status, String reason, Map<String, String> headers, List<Step> steps, Ending ending)
        implements Reply {
    public enum Ending {
        END,
        CLOSE,
        HANG
    }

    public sealed interface Step {}

    public record Chunk(Buffer bytes) implements Step {}

    public record Delay(Duration duration) implements Step {}

    public record AwaitStage(CompletionStage<?> stage) implements Step {}

    public record AwaitLatch(CountDownLatch latch) implements Step {}
}
