package io.openaitriton.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openaitriton.access.ApiKey;
import io.openaitriton.access.KeyUse;
import io.openaitriton.access.RateLimit;
import io.openaitriton.access.bucket.LocalRateLimits;
import io.openaitriton.generation.ApiException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** The place of a request among the concurrent requests of its key. */
class AdmissionTest {
    private final CamelContext context = new DefaultCamelContext();

    @Test
    void aRefusedRequestThatIsAnsweredAnywayFreesNoPlace() {
        KeyUse one = key(1, null);
        Exchange admitted = exchange();
        Admission.begin(one, admitted);
        Exchange refused = exchange();
        assertThatThrownBy(() -> Admission.begin(one, refused)).isInstanceOf(ApiException.class);

        Admission.answered(refused);
        Admission.of(refused).onDone(refused);
        assertThat(one.running()).hasValue(1);
        assertThatThrownBy(() -> Admission.begin(one, exchange())).isInstanceOf(ApiException.class);

        Admission.answered(admitted);
        assertThat(one.running()).hasValue(0);
    }

    @Test
    void aRequestAboveTheMinutesLimitFreesItsPlaceOnce() {
        RateLimit empty = new LocalRateLimits().meter("requests", "k", 1);
        empty.take(1);
        KeyUse two = key(2, empty);
        two.enter();
        Exchange refused = exchange();
        assertThatThrownBy(() -> Admission.begin(two, refused)).isInstanceOf(ApiException.class);
        assertThat(two.running()).hasValue(1);

        Admission.answered(refused);
        assertThat(two.running()).hasValue(1);
        assertThat(Admission.headers(refused)).containsKeys("Retry-After", "x-ratelimit-remaining-requests");
    }

    @Test
    void aRefusedRequestIsNotAdmittedByASecondCheck() {
        KeyUse one = key(1, null);
        Exchange admitted = exchange();
        Admission.begin(one, admitted);
        Exchange refused = exchange();
        assertThatThrownBy(() -> Admission.begin(one, refused)).isInstanceOf(ApiException.class);
        assertThat(Admission.isAdmitted(refused)).isFalse();

        Admission.answered(admitted);
        Admission.begin(one, refused);
        assertThat(Admission.isAdmitted(refused)).isTrue();
        assertThat(Admission.headers(refused)).doesNotContainKey("Retry-After");
        Admission.answered(refused);
        Admission.answered(refused);
        assertThat(one.running()).hasValue(0);
    }

    private static KeyUse key(int concurrent, RateLimit requests) {
        return new KeyUse(new ApiKey("k", null, null, null, null, concurrent), requests, null, new AtomicInteger());
    }

    private Exchange exchange() {
        return new DefaultExchange(context);
    }
}
