package io.openaitriton.simulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromptMarkersTest {
    @ParameterizedTest
    @EnumSource
    void thePageOfTheSimulatorHasEveryFault(Fault fault) throws IOException {
        String name = fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
        assertThat(Fault.named(name)).isEqualTo(fault);
        assertThat(Files.readAllLines(Path.of("docs/simulator.md")))
                .anyMatch(line -> line.matches("\\|.*`" + name + "`.*\\|.+\\|"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@@fail=oops",
                "@@fail=at-once-not",
                "@@fail",
                "@@fail=",
                "@@tokens=x",
                "@@tokens=0",
                "@@tokens=2.5",
                "@@tokens=5x",
                "@@tokens=-1",
                "@@tokens=99999999999999999999",
                "@@delay=99999999",
                "@@rate=0",
                "@@color=red",
                "@@ fail=hang",
                "@fail=hang"
            })
    void whatIsNotAMarkerIsPartOfThePrompt(String prompt) {
        assertThat(PromptMarkers.in("Hi " + prompt + " there"))
                .isEqualTo(new PromptMarkers(null, null, null, null, null));
    }

    @Test
    void theLastOfRepeatedMarkersCounts() {
        assertThat(PromptMarkers.in("@@fail=hang @@tokens=5, then (@@tokens=7) @@fail=under-200. @@rate=2.5!"))
                .isEqualTo(new PromptMarkers(Fault.UNDER_200, 7, null, null, 2.5));
    }
}
