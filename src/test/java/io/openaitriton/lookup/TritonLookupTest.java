package io.openaitriton.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openaitriton.health.ModelsReady.Place;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests to a server that no route step calls, so that there are no options of a step. */
class TritonLookupTest {
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aServerThatAcceptsAndNeverAnswersTimesOut() throws Exception {
        try (CamelContext context = new DefaultCamelContext();
                ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            context.start();
            String url = "http://127.0.0.1:" + silent.getLocalPort();
            TritonLookup lookup = TritonLookup.of(context);
            assertThat(lookup.isReady(new Place("m", url), 200)).isFalse();
            assertThatThrownBy(() -> lookup.get(url, "m", "config", 200)).hasMessageContaining("timed out");
        }
    }
}
