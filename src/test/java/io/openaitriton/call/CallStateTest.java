package io.openaitriton.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.call.CallState.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each transition, from the tables of {@code docs/decisions/0035-call-states.md}. */
class CallStateTest {
    private static final Path TABLES = Path.of("docs/decisions/0035-call-states.md");

    static List<Arguments> states() throws IOException {
        List<Arguments> cells = new ArrayList<>();
        for (List<String> row : table("| State |")) {
            for (Event event : Event.values()) {
                cells.add(Arguments.of(
                        CallState.valueOf(row.get(0)), event, CallState.valueOf(row.get(1 + event.ordinal()))));
            }
        }
        assertThat(cells).hasSize(CallState.values().length * Event.values().length);
        return cells;
    }

    static List<Arguments> causes() throws IOException {
        List<Arguments> cells = new ArrayList<>();
        List<String> events = List.of("bind", "expire", "cancel", "abort");
        for (List<String> row : table("| Cause |")) {
            for (String event : events) {
                String cell = row.get(1 + events.indexOf(event));
                cells.add(Arguments.of(row.get(0), event, cell.replaceFirst(",.*", ""), cell.contains("ends")));
            }
        }
        assertThat(cells).hasSize(12);
        return cells;
    }

    @ParameterizedTest(name = "{0}, {1} → {2}")
    @MethodSource("states")
    void eachEventLeadsToTheStateOfTheTable(CallState before, Event event, CallState after) {
        assertThat(before.on(event)).isEqualTo(after);
    }

    @ParameterizedTest(name = "{0}, {1} → {2}")
    @MethodSource("causes")
    void eachCauseIsThatOfTheTable(String before, String event, String after, boolean ends) {
        Cancellation cancellation = new Cancellation();
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        cancellation.bind(() -> first.incrementAndGet() > 0);
        happen(cancellation, before);
        int endsBefore = first.get();
        switch (event) {
            case "bind" -> cancellation.bind(() -> second.incrementAndGet() > 0);
            case "expire" -> cancellation.expire();
            case "cancel" -> cancellation.cancel();
            default -> cancellation.abort();
        }
        assertThat(cancellation.isExpired()).isEqualTo(after.equals("EXPIRED"));
        assertThat(cancellation.isCancelled()).isEqualTo(after.equals("CANCELLED"));
        if (event.equals("bind")) {
            assertThat(second.get() > 0).isEqualTo(ends);
        } else {
            assertThat(first.get() > endsBefore).isEqualTo(ends);
        }
    }

    private static void happen(Cancellation cancellation, String cause) {
        if (cause.equals("EXPIRED")) {
            cancellation.expire();
        } else if (cause.equals("CANCELLED")) {
            cancellation.cancel();
        }
    }

    /** The rows of a table below its head, whose columns are in the order of the events. */
    private static List<List<String>> table(String head) throws IOException {
        List<String> lines = Files.readAllLines(TABLES);
        int first = 0;
        while (!lines.get(first).startsWith(head)) {
            first++;
        }
        if (head.contains("State")) {
            assertThat(cells(lines.get(first)).subList(1, 1 + Event.values().length))
                    .isEqualTo(Stream.of(Event.values()).map(Enum::name).toList());
        }
        return lines.subList(first + 2, lines.size()).stream()
                .takeWhile(line -> line.startsWith("|"))
                .map(CallStateTest::cells)
                .toList();
    }

    private static List<String> cells(String row) {
        return Arrays.stream(row.substring(1).split("\\|")).map(String::trim).toList();
    }
}
