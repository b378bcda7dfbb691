package io.openaitriton.call;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.junit.jupiter.api.Test;

class SendingTest {
    @Test
    void aConnectionClosedBeforeUseFailsToConnect() {
        DefaultBHttpClientConnection closed = new DefaultBHttpClientConnection(Http1Config.DEFAULT);
        BasicClassicHttpRequest request = new BasicClassicHttpRequest("POST", "/");
        Sending sending = new Sending();
        assertThatThrownBy(() -> sending.over(closed, request, () -> {}, () -> null))
                .isInstanceOf(ConnectionClosedException.class);
    }
}
