package io.openaitriton.simulator.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Markers in a prompt, {@code @@key=value}, for trying failures and slow models without a GPU.
 *
 * <p>The last valid marker of a kind counts, so that a later turn of a conversation can change it. Everything else that looks
 * like a marker is ignored. Values without a marker are null.
 *
 * @param fault how to fail
 * @param tokens length of the answer in tokens, at most 100,000
 * @param delayMillis wait before each token but the first
 * @param ttftMillis wait before the first token
 * @param rate tokens a second
 */
record PromptMarkers(Fault fault, Integer tokens, Double delayMillis, Double ttftMillis, Double rate) {
    private static final Pattern MARKER =
            Pattern.compile("@@([a-z]++)=(\\d{1,9}+(?:\\.\\d{1,9}+)?+|[a-z]++(?:-(?:[a-z]++|\\d++))*+)(?![\\w-])");
    private static final int MAX_TOKENS = 100_000;
    private static final double MAX_MILLIS = 3_600_000;

    static PromptMarkers in(String prompt) {
        Fault fault = null;
        Integer tokens = null;
        Double delay = null;
        Double ttft = null;
        Double rate = null;
        if (prompt.contains("@@")) {
            Matcher marker = MARKER.matcher(prompt);
            while (marker.find()) {
                String value = marker.group(2);
                switch (marker.group(1)) {
                    case "fail" -> fault = or(Fault.named(value), fault);
                    case "tokens" -> tokens = or(tokens(value), tokens);
                    case "delay" -> delay = or(number(value, MAX_MILLIS), delay);
                    case "ttft" -> ttft = or(number(value, MAX_MILLIS), ttft);
                    case "rate" -> rate = or(positive(value), rate);
                    default -> {
                        // unknown markers are part of the prompt
                    }
                }
            }
        }
        return new PromptMarkers(fault, tokens, delay, ttft, rate);
    }

    private static <T> T or(T value, T otherwise) {
        return value != null ? value : otherwise;
    }

    private static Integer tokens(String value) {
        Double number = number(value, MAX_TOKENS);
        return number != null && number >= 1 && value.indexOf('.') < 0 ? (Integer) number.intValue() : null;
    }

    private static Double positive(String value) {
        Double number = number(value, Double.MAX_VALUE);
        return number != null && number > 0 ? number : null;
    }

    private static Double number(String value, double max) {
        if (!Character.isDigit(value.charAt(0))) {
            return null;
        }
        double number = Double.parseDouble(value);
        return number <= max ? number : null;
    }
}
