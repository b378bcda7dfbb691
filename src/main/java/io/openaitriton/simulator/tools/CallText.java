package io.openaitriton.simulator.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openaitriton.simulator.tools.Family.Format;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes calls in a format. */
final class CallText {
    private static final Pattern PLACE = Pattern.compile("\\$(name|arguments|index|id|key|value|string)");
    private static final Map<String, String> BREAKS =
            Map.of("json", ":", "python", "=", "gemma", ":", "parameters", ">");
    private static final int ID_LENGTH = 9;

    private final StringBuilder text = new StringBuilder();

    /** Where an answer may be cut off: in the middle of the first call's arguments. */
    private int middle;

    private CallText() {}

    /** @param kind a kind of call, or null for good ones */
    static CallText of(Conversation conversation, List<Call> calls, CallMarkers.Kind kind, int choice) {
        CallText text = new CallText();
        Format format = conversation.format();
        int first = format.counted() == null ? 0 : count(conversation.prompt(), format.counted());
        text.text.append(format.before());
        for (int i = 0; i < calls.size(); i++) {
            text.text.append(i > 0 ? format.between() : "");
            String id = id(conversation.prompt(), first + i, choice);
            text.add(format, calls.get(i), kind, Map.of("index", "" + (first + i), "id", id));
        }
        text.text.append(format.after());
        return text;
    }

    record Call(String name, ObjectNode arguments) {}

    String whole() {
        return text.toString();
    }

    String cut() {
        return text.substring(0, middle);
    }

    private void add(Format format, Call call, CallMarkers.Kind kind, Map<String, String> numbers) {
        String arguments = arguments(format, call.arguments);
        if (kind == CallMarkers.Kind.BROKEN) {
            String mark = BREAKS.get(format.arguments());
            arguments = arguments.contains(mark)
                    ? arguments.replaceFirst(Pattern.quote(mark), "")
                    : arguments.replace("{}", "{oops}");
        }
        String name = kind == CallMarkers.Kind.MALFORMED ? "" : call.name;
        boolean malformed = kind == CallMarkers.Kind.MALFORMED && format.malformed() != null;
        String pattern = malformed ? format.malformed() : format.call();
        int at = pattern.indexOf("$arguments");
        text.append(fill(pattern.substring(0, at), name, numbers));
        if (middle == 0) {
            int half = arguments.length() / 2;
            boolean pair = half > 0 && Character.isLowSurrogate(arguments.charAt(half));
            middle = text.length() + (pair ? half - 1 : half);
        }
        text.append(arguments);
        text.append(fill(pattern.substring(at + "$arguments".length()), name, numbers));
    }

    private static String fill(String pattern, String name, Map<String, String> others) {
        return PLACE.matcher(pattern)
                .replaceAll(place -> Matcher.quoteReplacement(
                        place.group(1).equals("name") ? name : others.getOrDefault(place.group(1), place.group())));
    }

    /** Arguments in the notation of a format. */
    static String arguments(Format format, ObjectNode arguments) {
        return switch (format.arguments()) {
            case "python" ->
                arguments.properties().stream()
                        .map(argument -> argument.getKey() + "=" + Notation.PYTHON.text(argument.getValue()))
                        .collect(Collectors.joining(", "));
            case "gemma" -> GemmaNotation.members(arguments);
            case "parameters" ->
                arguments.properties().stream()
                        .map(argument -> parameter(format.parameter(), argument.getKey(), argument.getValue()))
                        .collect(Collectors.joining());
            default -> Notation.JSON.text(arguments);
        };
    }

    static String parameter(String pattern, String key, JsonNode value) {
        String raw = value.isTextual() ? value.textValue() : Notation.JSON.text(value);
        return fill(pattern, "", Map.of("key", key, "value", raw, "string", "" + value.isTextual()));
    }

    /** Nine letters and digits, as Mistral's templates want them, of each call in a conversation another. */
    private static String id(String prompt, int index, int choice) {
        long hash = (prompt.hashCode() & 0xffffffffL) * 101 + index * 7L + choice;
        String id = Long.toString(hash, Character.MAX_RADIX);
        return "0".repeat(Math.max(0, ID_LENGTH - id.length())) + id.substring(Math.max(0, id.length() - ID_LENGTH));
    }

    private static int count(String prompt, String mark) {
        int count = 0;
        for (int at = prompt.indexOf(mark); at >= 0; at = prompt.indexOf(mark, at + 1)) {
            count++;
        }
        return count;
    }
}
