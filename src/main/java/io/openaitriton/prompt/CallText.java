package io.openaitriton.prompt;

import io.openaitriton.response.Writing;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes calls as the text that the model would write. */
final class CallText {
    /** A bracket alone means a call only before any text. */
    private static final Pattern UNMARKED = Pattern.compile("\\s*(\\{|\\[(?![A-Z_]))");

    private final Writing.Calls writing;
    private final boolean unmarked;

    CallText(Writing.Calls writing) {
        this.writing = writing;
        this.unmarked =
                UNMARKED.matcher(writing.sectionBegin() + writing.callBegin()).lookingAt();
    }

    /** The model's text and its calls, in the model's order. */
    String with(String said, List<?> calls) {
        String text = text(calls);
        if (said.isBlank()) {
            return text;
        }
        return unmarked ? lines(text, said) : lines(said, text);
    }

    private static String lines(String first, String second) {
        return first + (first.endsWith("\n") || second.startsWith("\n") ? "" : "\n") + second;
    }

    private String text(List<?> calls) {
        StringBuilder text = new StringBuilder(writing.sectionBegin());
        for (int i = 0; i < calls.size(); i++) {
            Object function = ((Map<?, ?>) calls.get(i)).get("function");
            Map<?, ?> called = function instanceof Map<?, ?> map ? map : Map.of();
            text.append(i == 0 ? "" : writing.separator())
                    .append(begin(called.get("name"), i))
                    .append(arguments(called.get("arguments") instanceof Map<?, ?> map ? map : Map.of()))
                    .append(writing.callEnd());
        }
        return text.append(writing.sectionEnd()).toString();
    }

    private String begin(Object name, int index) {
        return writing.callBegin()
                .replace("{index}", String.valueOf(index))
                .replace("{name}", name instanceof String text ? text : "");
    }

    private String arguments(Map<?, ?> arguments) {
        return switch (writing.arguments()) {
            case "python" ->
                arguments.entrySet().stream()
                        .map(argument -> argument.getKey() + "=" + ArgumentNotation.PYTHON.write(argument.getValue()))
                        .collect(Collectors.joining(", "));
            case "tags" ->
                arguments.entrySet().stream()
                        .map(argument -> tag((String) argument.getKey(), argument.getValue()))
                        .collect(Collectors.joining());
            case "gemma" -> ArgumentNotation.GEMMA.write(arguments);
            default -> ArgumentNotation.JSON.write(arguments);
        };
    }

    private String tag(String key, Object value) {
        boolean string = value instanceof String;
        return writing.parameterBegin()
                        .replace("{string}", String.valueOf(string))
                        .replace("{key}", key)
                + (string ? value : ArgumentNotation.JSON.write(value))
                + writing.parameterEnd();
    }
}
