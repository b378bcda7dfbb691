package io.openaitriton.triton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {
    private final List<String> events = new ArrayList<>();

    @Test
    void anEventArrivesWithItsBlankLineWhereverTheBytesAreCut() {
        byte[] stream = "data: {\"a\":\"naïve 🙂\"}\n\ndata: {\"b\":2}\n\n".getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= stream.length; cut++) {
            events.clear();
            EventReader reader = new EventReader(1000, events::add);
            reader.push(stream, 0, cut);
            reader.push(stream, cut, stream.length - cut);
            assertThat(events).as("cut at %d", cut).containsExactly("{\"a\":\"naïve 🙂\"}", "{\"b\":2}");
        }
    }

    @Test
    void nothingIsHeldBackOnceTheBlankLineIsThere() {
        EventReader reader = new EventReader(1000, events::add);
        push(reader, "data: 1\n");
        assertThat(events).isEmpty();
        push(reader, "\n");
        assertThat(events).containsExactly("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void everyLineEndOfTheStandardIsUnderstood(String eol) {
        String stream = ": comment" + eol + "event: x" + eol + "data:1" + eol + "data: 2" + eol + "id: 7" + eol + eol
                + "data" + eol + eol + "dataset: no" + eol + eol + "data: 3" + eol + eol;
        for (int size = 1; size < stream.length(); size++) {
            events.clear();
            EventReader reader = new EventReader(1000, events::add);
            for (int from = 0; from < stream.length(); from += size) {
                push(reader, stream.substring(from, Math.min(stream.length(), from + size)));
            }
            reader.end();
            assertThat(events).as("in pieces of %d", size).containsExactly("1\n2", "", "3");
        }
    }

    @Test
    void theLastEventMayLackItsBlankLine() {
        EventReader reader = new EventReader(1000, events::add);
        push(reader, "data: 1\n\ndata: 2");
        reader.end();
        assertThat(events).containsExactly("1", "2");
    }

    @Test
    void invalidUtf8BecomesReplacementCharacters() {
        EventReader reader = new EventReader(1000, events::add);
        byte[] bytes = {'d', 'a', 't', 'a', ':', ' ', (byte) 0xff, 'x', '\n', '\n'};
        reader.push(bytes, 0, bytes.length);
        assertThat(events).containsExactly("\ufffdx");
    }

    @Test
    void aLineOverTheLimitIsRefusedBeforeItsEnd() {
        EventReader reader = new EventReader(20, events::add);
        push(reader, "data: 12345678");
        assertThatThrownBy(() -> push(reader, "9012345678"))
                .isInstanceOf(TritonException.class)
                .hasMessageContaining("20 bytes");
    }

    @Test
    void manyShortDataLinesDoNotCircumventTheLimit() {
        EventReader reader = new EventReader(20, events::add);
        assertThatThrownBy(() -> push(reader, "data: 12345678\n".repeat(4))).isInstanceOf(TritonException.class);
    }

    private static void push(EventReader reader, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        reader.push(bytes, 0, bytes.length);
    }
}
