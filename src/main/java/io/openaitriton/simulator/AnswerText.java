package io.openaitriton.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the simulated model says: which model was asked what, and how it was told to sample. */
final class AnswerText {
    private AnswerText() {}

    /** @param choice which of n answers, counted from 0; all but the first are numbered, to be told apart */
    static String of(VllmRequest request, int choice) {
        JsonNode structure = request.sampling().structure();
        if (structure != null) {
            return StructuredText.of(structure);
        }
        String number = choice == 0 ? "" : "[" + (choice + 1) + "]";
        String settings = settings(request.sampling());
        return request.model() + number + " (simulated) was asked: \"" + Question.of(request.prompt()) + "\""
                + (settings.isEmpty() ? "" : " with " + settings) + ".";
    }

    /** Temperature, top_p and max_tokens first, then the rest by name. */
    private static String settings(SamplingParameters sampling) {
        Map<String, Double> numbers = sampling.numbers();
        List<String> settings = new ArrayList<>();
        for (String name : List.of("temperature", "top_p", "max_tokens")) {
            if (numbers.containsKey(name)) {
                settings.add(name + " " + plain(numbers.get(name)));
            }
        }
        numbers.forEach((name, value) -> {
            if (!List.of("temperature", "top_p", "max_tokens", "seed").contains(name)) {
                settings.add(name + " " + plain(value));
            }
        });
        if (sampling.seed() != null) {
            settings.add("seed " + sampling.seed());
        }
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
