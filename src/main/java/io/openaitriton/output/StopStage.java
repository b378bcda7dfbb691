package io.openaitriton.output;

import java.util.List;

/**
 * Ends a text at the first stop string, even if it is split over several events: text that may be the start of a stop string is
 * held back until this is clear. The stop string itself is never passed on.
 */
final class StopStage implements TextStage {
    private final List<String> stops;
    private String held = "";
    private String matched;

    StopStage(List<String> stops) {
        this.stops = stops;
    }

    /** True once a stop string was found; nothing is passed on after it. */
    boolean matched() {
        return matched != null;
    }

    /** The stop string that was found, or null. */
    String match() {
        return matched;
    }

    @Override
    public String push(String text) {
        if (matched != null) {
            return "";
        }
        if (stops.isEmpty()) {
            return text;
        }
        String all = held + text;
        int first = firstStop(all);
        if (first >= 0) {
            held = "";
            return all.substring(0, first);
        }
        int keep = all.length() - longestStart(all);
        held = all.substring(keep);
        return all.substring(0, keep);
    }

    @Override
    public String end() {
        String rest = held;
        held = "";
        return rest;
    }

    private int firstStop(String text) {
        int first = -1;
        for (String stop : stops) {
            int at = text.indexOf(stop);
            if (at >= 0 && (first < 0 || at < first)) {
                first = at;
                matched = stop;
            }
        }
        return first;
    }

    /** Length of the longest end of the text that is a beginning of a stop string. */
    private int longestStart(String text) {
        int longest = 0;
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, text.length()); length > longest; length--) {
                if (text.regionMatches(text.length() - length, stop, 0, length)) {
                    longest = length;
                }
            }
        }
        return longest;
    }
}
