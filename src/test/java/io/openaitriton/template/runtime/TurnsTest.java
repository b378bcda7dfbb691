package io.openaitriton.template.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.openaitriton.template.error.TemplateException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TurnsTest {
    @Test
    void aLongRenderingWaitsForAPlace() throws Exception {
        Turns turns = new Turns(1);
        turns.take(1);
        CompletableFuture<Void> next = CompletableFuture.runAsync(() -> turns.take(60_000));
        assertThat(next).isNotDone();
        turns.giveBack();
        next.get(60, TimeUnit.SECONDS);
    }

    @Test
    void oneThatHasWaitedTooLongIsToldToTryAgain() {
        Turns turns = new Turns(1);
        turns.take(1);
        TemplateException busy = catchThrowableOfType(TemplateException.class, () -> turns.take(1));
        assertThat(busy.kind()).isEqualTo(TemplateException.Kind.BUSY);
        assertThat(busy).hasMessageContaining("try again");
    }
}
