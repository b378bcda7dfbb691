package io.openaitriton.simulator.tools;

import io.openaitriton.simulator.core.LooseJson;
import io.openaitriton.simulator.tools.Family.Format;
import io.openaitriton.simulator.tools.Family.Listing;
import io.openaitriton.simulator.tools.Family.Think;
import io.openaitriton.simulator.tools.Family.Turns;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;

/**
 * A prompt, split into the parts that its family's template wrote.
 *
 * @param turns marks of its turns
 * @param format format of calls, or null if it offers no tools
 * @param tools what it offers
 * @param user last message of the user
 * @param results texts of the tools' results after that message
 */
record Conversation(
        String prompt, Turns turns, Format format, List<OfferedTool> tools, String user, List<String> results) {
    /** The end of the prompt says who wrote it; in UTF-16 units. */
    private static final int TAIL = 120;

    /** Templates put reminders of agents into the user's message, and the message behind a list of tools. */
    private static final String REMINDER = "(?s)<system-reminder>.*?</system-reminder>";

    /** How the model thinks, or null if it does not. */
    Think think() {
        return format != null && format.think() != null ? format.think() : turns.think();
    }

    /** The conversation of a prompt, or null if no family's template made it. */
    static Conversation of(String prompt, String model) {
        String tail = prompt.substring(Math.max(0, prompt.length() - TAIL));
        for (Turns turns : Family.ALL.turns()) {
            if (hasAny(tail, turns.at()) && (turns.with().isEmpty() || hasAny(prompt, turns.with()))) {
                return of(prompt, model, turns);
            }
        }
        return null;
    }

    private static boolean hasAny(String text, List<String> marks) {
        for (String mark : marks) {
            if (text.contains(mark)) {
                return true;
            }
        }
        return false;
    }

    private static Format format(String prompt, String model, Turns turns) {
        for (Format format : Family.ALL.formats()) {
            if (format.matches(prompt, turns, model)) {
                return format;
            }
        }
        return null;
    }

    private static Conversation of(String prompt, String model, Turns turns) {
        Format format = format(prompt, model, turns);
        List<OfferedTool> tools = new ArrayList<>();
        int listed = format == null ? 0 : list(prompt, format.tools(), tools);
        int start = lastUserMessage(prompt, turns, prompt.length() + 1);
        String user = message(prompt, turns, start, listed);
        if (!tools.isEmpty() && !isQuestion(user, tools)) {
            // a template without system messages in the middle has them as the user's, behind the question
            int other = start;
            while ((other = precedingUserMessage(prompt, turns, other)) >= 0) {
                String question = message(prompt, turns, other, listed);
                if (isQuestion(question, tools)) {
                    start = other;
                    user = question;
                    break;
                }
            }
        }
        return new Conversation(
                prompt, turns, tools.isEmpty() ? null : format, tools, user, results(prompt, turns, start));
    }

    /** True for a message that tools can answer; instructions about tools are longer. */
    private static boolean isQuestion(String message, List<OfferedTool> tools) {
        if (message.length() > ToolPick.MAX_MESSAGE) {
            return false;
        }
        CallMarkers markers = CallMarkers.in(message);
        return markers.calls() != null || !ToolPick.fitting(tools, markers).isEmpty();
    }

    /** The message that begins there; some templates list the tools before it. */
    private static String message(String prompt, Turns turns, int start, int listed) {
        if (start < 0) {
            return "";
        }
        int end = nearest(prompt, turns.close(), start);
        int begin = listed > start && listed < end ? listed : start;
        return clean(withoutReminders(prompt.substring(begin, end)), turns);
    }

    /** Where the user's message directly before another one begins, or -1. */
    private static int precedingUserMessage(String prompt, Turns turns, int start) {
        int before = lastUserMessage(prompt, turns, start);
        int end = before < 0 ? -1 : nearest(prompt, turns.close(), before);
        if (end < 0 || end > start) {
            return -1;
        }
        String between = prompt.substring(end, start);
        for (List<String> marks : List.of(turns.close(), turns.user())) {
            for (String mark : marks) {
                between = between.replace(mark, "");
            }
        }
        return between.isBlank() ? before : -1;
    }

    private static String withoutReminders(String message) {
        return message.contains("<system-reminder>") ? message.replaceAll(REMINDER, "") : message;
    }

    /** Adds the tools of the first place that lists any, and says where the last one ends. */
    private static int list(String prompt, Listing listing, List<OfferedTool> tools) {
        String from = listing.from() == null ? "" : listing.from();
        for (int at = prompt.indexOf(from); at >= 0; at = from.isEmpty() ? -1 : prompt.indexOf(from, at + 1)) {
            int start = at + from.length();
            int end = listing.to() == null ? prompt.length() : prompt.indexOf(listing.to(), start);
            end = end < 0 ? prompt.length() : end;
            // a list may begin with the mark itself
            String text = from.endsWith("[") || listing.as().equals("python")
                    ? prompt.substring(at, end)
                    : prompt.substring(start, end);
            tools.addAll(OfferedTool.in(text, listing.as()));
            if (!tools.isEmpty()) {
                return end - text.length() + tools.get(tools.size() - 1).end();
            }
        }
        return 0;
    }

    /** Where the last message of the user begins, before a place; results that some templates have in the user's turn are none. */
    private static int lastUserMessage(String prompt, Turns turns, int before) {
        int last = -1;
        for (String mark : turns.user()) {
            int at = prompt.lastIndexOf(mark, before - mark.length() - 1);
            while (at >= 0 && isResult(prompt, turns, at, at + mark.length())) {
                at = prompt.lastIndexOf(mark, at - 1);
            }
            last = Math.max(last, at < 0 ? -1 : at + mark.length());
        }
        return last;
    }

    private static boolean isResult(String prompt, Turns turns, int at, int start) {
        int text = start;
        while (text < prompt.length() && Character.isWhitespace(prompt.charAt(text))) {
            text++;
        }
        for (List<String> result : turns.results()) {
            if (prompt.startsWith(result.get(0), text) || prompt.startsWith(result.get(0), at)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> results(String prompt, Turns turns, int from) {
        for (List<String> marks : turns.results()) {
            List<String> results = new ArrayList<>();
            int at = prompt.indexOf(marks.get(0), Math.max(0, from));
            while (at >= 0 && results.size() < 20) {
                int start = at + marks.get(0).length();
                int end = nearest(prompt, List.of(marks.get(1)), start);
                results.add(clean(body(prompt.substring(start, end), turns), turns));
                at = prompt.indexOf(marks.get(0), end);
            }
            if (!results.isEmpty()) {
                return results;
            }
        }
        return List.of();
    }

    /** The text of a result; some templates write it as a JSON string. */
    private static String body(String result, Turns turns) {
        Matcher inner = turns.resultText() == null ? null : turns.resultText().matcher(result.strip());
        String body = (inner != null && inner.find() ? inner.group(1) : result).strip();
        return body.startsWith("\"") && LooseJson.of(body).isTextual()
                ? LooseJson.of(body).textValue()
                : body;
    }

    private static String clean(String text, Turns turns) {
        String clean = text;
        for (String mark : turns.strip()) {
            clean = clean.replace(mark, "");
        }
        return clean.strip();
    }

    private static int nearest(String prompt, List<String> marks, int from) {
        return marks.stream()
                .mapToInt(mark -> prompt.indexOf(mark, from))
                .filter(at -> at >= 0)
                .min()
                .orElse(prompt.length());
    }
}
