package io.openaitriton.prompt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Conversations for a template that fails for a second call in a turn, as Llama 3's templates do. Their models sometimes write
 * several calls, and a client that runs them all would get 400 for the results. So a turn with several calls becomes several
 * turns, each with its result. A template that ignores the second call is not changed: its prompts stay those of transformers.
 */
final class SingleCalls {
    private static final String FIRST = ContentShapes.FIRST;
    private static final String SECOND = ContentShapes.SECOND;
    private static final String CALLS = "tool_calls";

    private SingleCalls() {}

    /** Whether the template writes a single call in a turn, and fails for two. */
    static boolean areNeeded(TemplateProbe probe, TemplateCapabilities capabilities) {
        Map<String, ?> more = capabilities.toolCalls() ? Map.of() : Map.of("tools", TemplateProbe.tools("f"));
        Map<String, Object> hello = TemplateProbe.message("user", "Hello");
        Map<String, Object> turn = call(FIRST, capabilities);
        Map<String, Object> result = TemplateProbe.result(FIRST + "0000", "f", "1");
        String one = probe.render(List.of(hello, turn, result), more);
        if (one == null || !one.contains(FIRST)) {
            return false;
        }
        Map<String, Object> both = new LinkedHashMap<>(turn);
        both.put(CALLS, List.of(firstOf(turn), firstOf(call(SECOND, capabilities))));
        Map<String, Object> second = TemplateProbe.result(SECOND + "0000", "f", "2");
        return probe.render(List.of(hello, both, result, second), more) == null && !probe.isOver();
    }

    private static Map<String, Object> call(String word, TemplateCapabilities capabilities) {
        Object arguments = capabilities.argumentsAsText() ? "{\"a\": \"" + word + "\"}" : Map.of("a", word);
        // nine characters for Mistral
        return TemplateProbe.call(word + "0000", "f", arguments);
    }

    private static Object firstOf(Map<String, Object> turn) {
        return ((List<?>) turn.get(CALLS)).get(0);
    }

    /** The same conversation with one call in a turn. */
    static List<Object> of(List<?> messages) {
        List<Object> single = new ArrayList<>(messages.size());
        int next = 0;
        while (next < messages.size()) {
            Object message = messages.get(next++);
            if (message instanceof Map<?, ?> turn && turn.get(CALLS) instanceof List<?> calls && calls.size() > 1) {
                List<Object> results = new ArrayList<>();
                while (next < messages.size() && isResult(messages.get(next))) {
                    results.add(messages.get(next++));
                }
                addTurns(turn, calls, results, single);
            } else {
                single.add(message);
            }
        }
        return single;
    }

    private static boolean isResult(Object message) {
        return message instanceof Map<?, ?> turn && "tool".equals(turn.get("role"));
    }

    private static void addTurns(Map<?, ?> turn, List<?> calls, List<Object> results, List<Object> to) {
        for (int i = 0; i < calls.size(); i++) {
            to.add(i == 0 ? first(turn, calls.get(0)) : later(turn, calls.get(i)));
            if (!results.isEmpty()) {
                to.add(results.remove(position(calls.get(i), results)));
            }
        }
        to.addAll(results);
    }

    /** The index of the result with the call's id; the next result if there is none. */
    private static int position(Object call, List<Object> results) {
        Object id = call instanceof Map<?, ?> map ? map.get("id") : null;
        for (int i = 0; i < results.size(); i++) {
            if (id != null && Objects.equals(id, ((Map<?, ?>) results.get(i)).get("tool_call_id"))) {
                return i;
            }
        }
        return 0;
    }

    /** The model's text and reasoning go before its first call. */
    private static Map<Object, Object> first(Map<?, ?> turn, Object call) {
        Map<Object, Object> first = new LinkedHashMap<>(turn);
        first.put(CALLS, List.of(call));
        return first;
    }

    private static Map<Object, Object> later(Map<?, ?> turn, Object call) {
        Map<Object, Object> later = new LinkedHashMap<>();
        later.put("role", turn.get("role"));
        later.put("content", turn.get("content") instanceof List<?> ? List.of() : "");
        later.put(CALLS, List.of(call));
        return later;
    }
}
