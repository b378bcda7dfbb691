package io.openaitriton.simulator.model;

import io.openaitriton.simulator.tools.Speech;
import io.openaitriton.simulator.tools.ToolPlayer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The text of the simulated model: its name, the question, and the sampling settings. */
final class AnswerText {
    private static final List<String> FIRST = List.of("temperature", "top_p", "max_tokens");

    private AnswerText() {}

    /** @param choice which of n answers, counted from 0; all but the first are numbered */
    static Speech of(ModelRequest request, int choice) {
        Sampling sampling = request.sampling();
        ToolPlayer player = new ToolPlayer(
                request.prompt(), request.model(), (verb, what) -> plain(request, choice, verb, what), choice);
        if (sampling.structure == null) {
            return player.speech(sampling.thinks, sampling.keepsSpecial);
        }
        return sampling.structure.has("structural_tag")
                ? player.tagged(sampling.structure.get("structural_tag"), sampling.thinks, sampling.keepsSpecial)
                : Speech.of(StructuredOutput.of(sampling.structure, player));
    }

    /** @param what what it was asked or told; null for the end of the prompt */
    private static String plain(ModelRequest request, int choice, String verb, String what) {
        String number = choice == 0 ? "" : "[" + (choice + 1) + "]";
        String settings = settings(request.sampling());
        return request.model() + number + " (simulated) was " + verb + ": \""
                + (what == null ? LastUserMessage.of(request.prompt()) : LastUserMessage.head(what)) + "\""
                + (settings.isEmpty() ? "" : " with " + settings) + ".";
    }

    /** Temperature, top_p and max_tokens first, then the others by name, the seed, and settings that are not numbers. */
    private static String settings(Sampling sampling) {
        Map<String, Double> numbers = sampling.numbers;
        List<String> settings = new ArrayList<>();
        for (String name : FIRST) {
            if (numbers.containsKey(name)) {
                settings.add(name + " " + plain(numbers.get(name)));
            }
        }
        numbers.forEach((name, value) -> {
            if (!FIRST.contains(name)) {
                settings.add(name + " " + plain(value));
            }
        });
        if (sampling.seed != null) {
            settings.add("seed " + sampling.seed);
        }
        settings.addAll(sampling.notes);
        return String.join(", ", settings);
    }

    private static String plain(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        BigDecimal decimal = BigDecimal.valueOf(value);
        return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
    }
}
