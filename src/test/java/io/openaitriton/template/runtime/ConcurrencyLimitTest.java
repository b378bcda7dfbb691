package io.openaitriton.template.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.openaitriton.template.error.TemplateException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {
    @Test
    void aLongRenderingWaitsForAPlace() throws Exception {
        ConcurrencyLimit limit = new ConcurrencyLimit(1);
        limit.acquire(1);
        CompletableFuture<Void> next = CompletableFuture.runAsync(() -> limit.acquire(60_000));
        assertThat(next).isNotDone();
        limit.release();
        next.get(60, TimeUnit.SECONDS);
    }

    @Test
    void aRenderingThatWaitsTooLongIsRefused() {
        ConcurrencyLimit limit = new ConcurrencyLimit(1);
        limit.acquire(1);
        TemplateException busy = catchThrowableOfType(TemplateException.class, () -> limit.acquire(1));
        assertThat(busy.kind()).isEqualTo(TemplateException.Kind.BUSY);
        assertThat(busy).hasMessageContaining("retry later");
    }
}
