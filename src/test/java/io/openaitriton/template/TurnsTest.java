package io.openaitriton.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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

    @Test
    void aRenderingGivesItsPlaceBackHoweverItEnds() {
        ChatTemplate endless = ChatTemplate.parse(
                "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
                HostileTemplates.QUICK);
        // more than there are places: each of them would time out as busy
        for (int i = 0; i <= 2 * Runtime.getRuntime().availableProcessors(); i++) {
            assertThat(catchThrowableOfType(TemplateException.class, () -> endless.render(java.util.Map.of()))
                            .kind())
                    .isEqualTo(TemplateException.Kind.TIME);
        }
    }
}
