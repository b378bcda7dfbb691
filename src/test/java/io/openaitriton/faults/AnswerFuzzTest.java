package io.openaitriton.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.triton.EventReader;
import io.openaitriton.triton.GenerateAnswer;
import io.openaitriton.triton.TritonException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Triton's bytes mean the same for every split by the network, and fail in one way only. */
class AnswerFuzzTest {
    private static final int MAX_EVENT = 64;
    private static final String[] PIECES = {
        "data: ",
        "data:",
        "data",
        "\n",
        "\r\n",
        "\r",
        "\n\n",
        ":",
        "id: 5\n",
        "event: x\n",
        "{\"text_output\":\"",
        "a",
        "é",
        "\"}",
        "{",
        "}",
        "[",
        "]",
        "\"",
        "\\u00",
        "e9",
        "\\",
        "null",
        "\"error\":\"x\"",
        "\"model_name\":\"m\",",
        "1e999",
        "-",
        "0",
        "true",
        ",",
        "\u0000",
        "\ufeff",
        "[DONE]",
        "\"data\":[1,2]",
        "\"logprobs\":[{\"1\":{\"logprob\":-1}}]",
        "xxxxxxxxxxxxxxxxxxxxxxxx"
    };

    @Property
    void eventsAreTheSameInAnyPieces(@ForAll("streams") byte[] stream, @ForAll("cuts") List<Integer> cuts) {
        assertThat(events(stream, cuts)).isEqualTo(events(stream, List.of()));
    }

    @Property
    void eventsOfAnyBytesAreTheSameInAnyPieces(@ForAll byte[] stream, @ForAll("cuts") List<Integer> cuts) {
        assertThat(events(stream, cuts)).isEqualTo(events(stream, List.of()));
    }

    @Property
    void anyAnswerIsReadOrCannotBeUsed(@ForAll("streams") byte[] answer) {
        read(answer);
    }

    @Property
    void anyBytesAreReadOrCannotBeUsed(@ForAll byte[] answer) {
        read(answer);
        byte[] json = new byte[answer.length + 2];
        System.arraycopy(answer, 0, json, 1, answer.length);
        json[0] = '{';
        json[json.length - 1] = '}';
        read(json);
    }

    @Property(tries = 100)
    void anyNestingIsReadOrCannotBeUsed(@ForAll("depths") int depth) {
        for (String open : new String[] {"[", "{\"a\":", "{\"text_output\":["}) {
            read(open.repeat(depth).getBytes(StandardCharsets.UTF_8));
        }
    }

    @Provide
    Arbitrary<byte[]> streams() {
        return Arbitraries.of(PIECES)
                .list()
                .ofMaxSize(40)
                .map(pieces -> String.join("", pieces).getBytes(StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 300).list().ofMaxSize(20), Arbitraries.of(true, false))
                .as((cuts, every) ->
                        every ? everyByte() : cuts.stream().sorted().toList());
    }

    @Provide
    Arbitrary<Integer> depths() {
        return Arbitraries.integers().between(0, 20_000);
    }

    private static List<Integer> everyByte() {
        return java.util.stream.IntStream.range(0, 2000).boxed().toList();
    }

    private static List<String> events(byte[] stream, List<Integer> cuts) {
        List<String> events = new ArrayList<>();
        EventReader reader = new EventReader(MAX_EVENT, (String event) -> events.add(event));
        try {
            int from = 0;
            for (int cut : cuts) {
                int to = Math.min(cut, stream.length);
                reader.push(stream, from, to - from);
                from = to;
            }
            reader.push(stream, from, stream.length - from);
        } catch (TritonException e) {
            events.add("failed: " + e.getMessage());
        }
        return events;
    }

    private static void read(byte[] answer) {
        try {
            GenerateAnswer.parse(answer, 0, answer.length);
        } catch (TritonException e) {
            // the one way to fail
        }
    }
}
