package io.openaitriton.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openaitriton.generation.ApiException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Which bytes the reader of a stream takes. */
class EventBufferTest {
    private final EventBuffer events = new EventBuffer();

    @Test
    void wholeEventsAreTakenOnceAndInTheirOrder() {
        assertThat(events.take()).isNull();
        events.add(bytes("data: 1\n\n"));
        events.begin();
        events.put(bytes("data: "));
        events.putNumber(23);
        events.put(bytes("\n\n"));
        events.end();
        assertThat(events.take()).isEqualTo(bytes("data: 1\n\ndata: 23\n\n"));
        assertThat(events.take()).isNull();
    }

    @Test
    void anEventThatCannotBeWrittenIsDropped() {
        events.add(bytes("data: 1\n\n"));
        events.begin();
        events.put(bytes("data: "));
        assertThatThrownBy(() -> events.putJson(new Object())).isInstanceOf(ApiException.class);
        events.add(bytes("data: 2\n\n"));
        assertThat(events.take()).isEqualTo(bytes("data: 1\n\ndata: 2\n\n"));
    }

    @Test
    void anEventWithoutAnEndIsNotTaken() {
        events.begin();
        events.put(bytes("data: "));
        assertThat(events.take()).isNull();
        events.add(bytes("data: 1\n\n"));
        assertThat(events.take()).isEqualTo(bytes("data: 1\n\n"));
    }

    @Test
    void eventsMayBeLong() {
        String text = "é".repeat(100_000);
        events.begin();
        events.putEscaped(text);
        events.end();
        events.begin();
        events.putJson(text);
        events.end();
        assertThat(events.take()).isEqualTo(bytes(text + '"' + text + '"'));
        events.add(bytes("data: 1\n\n"));
        assertThat(events.take()).isEqualTo(bytes("data: 1\n\n"));
    }

    @Test
    void noValueIsNull() {
        events.begin();
        events.putJson(null);
        events.end();
        assertThat(events.take()).isEqualTo(bytes("null"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
