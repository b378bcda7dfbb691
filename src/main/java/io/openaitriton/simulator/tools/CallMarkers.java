package io.openaitriton.simulator.tools;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The markers about tool calls in the user's message; null without a marker.
 *
 * @param tool name of the tool to call
 * @param calls how many calls; 0 for a text
 * @param kind what kind of call
 * @param thinks whether to think
 * @param message without the markers
 */
record CallMarkers(String tool, Integer calls, Kind kind, Boolean thinks, String message) {
    private static final Pattern MARKER = Pattern.compile("@@([a-z]+)=([\\w.-]*\\w)");
    private static final int MAX_CALLS = 100;

    enum Kind {
        /** No call: it has no name. */
        MALFORMED,
        /** A call whose arguments are not JSON. */
        BROKEN,
        /** The answer ends within the arguments, as max_tokens would end it. */
        CUT,
        /** The model only thinks of the call. */
        THOUGHT,
        /** A text comes before it. */
        TEXT
    }

    static CallMarkers in(String message) {
        if (!message.contains("@@")) {
            return new CallMarkers(null, null, null, null, message.strip());
        }
        String tool = null;
        Integer calls = null;
        Kind kind = null;
        Boolean thinks = null;
        Matcher marker = MARKER.matcher(message);
        while (marker.find()) {
            String value = marker.group(2);
            switch (marker.group(1)) {
                case "tool" -> tool = value;
                case "calls" -> calls = value.matches("\\d{1,3}") ? Integer.valueOf(value) : calls;
                case "call" -> kind = kind(value, kind);
                case "think" ->
                    thinks = value.equals("yes") ? Boolean.TRUE : value.equals("no") ? Boolean.FALSE : thinks;
                default -> {
                    // others are for the server
                }
            }
        }
        return new CallMarkers(
                tool,
                calls == null ? null : Integer.valueOf(Math.min(MAX_CALLS, calls)),
                kind,
                thinks,
                marker.replaceAll("").strip());
    }

    boolean isOf(Kind other) {
        return kind == other;
    }

    private static Kind kind(String name, Kind otherwise) {
        for (Kind kind : Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
                return kind;
            }
        }
        return otherwise;
    }
}
