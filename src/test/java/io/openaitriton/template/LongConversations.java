package io.openaitriton.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** Conversations as agents and long chats have them, in any length: the variables of a template, by what they are. */
final class LongConversations {
    private static final Map<String, IntFunction<Map<String, Object>>> KINDS = new LinkedHashMap<>();

    static {
        // what is said of the sizes is for the full length, 1000
        KINDS.put("2,000 messages", n -> variables(turns(null, 2 * n), null));
        KINDS.put("2,000 messages after a system message", n -> variables(turns(system(), 2 * n - 2), null));
        KINDS.put("2,000 messages of parts", n -> variables(parts(turns(null, 2 * n)), null));
        KINDS.put("500 tool calls, one after another", n -> variables(calls(Math.max(1, n / 2)), tools(2)));
        KINDS.put("500 tool calls at once", n -> variables(callsAtOnce(Math.max(2, n / 2)), tools(2)));
        KINDS.put("500 tool calls without a list of tools", n -> variables(calls(Math.max(1, n / 2)), null));
        KINDS.put("200 tools", n -> variables(turns(null, 1), tools(Math.max(1, n / 5))));
        KINDS.put("200 tools and a system message", n -> variables(turns(system(), 1), tools(Math.max(1, n / 5))));
        KINDS.put("a message of 2 MB", n -> variables(List.of(user(long_("Some words. ", n))), null));
        KINDS.put("a message of 2 MB beyond ASCII", n -> variables(List.of(user(long_("Größe 量词。😀 ", n))), null));
        KINDS.put("a system message of 2 MB", n -> {
            List<Map<String, Object>> messages = turns(system(), 3);
            messages.set(0, message("system", long_("Some rules.\n", n)));
            return variables(messages, null);
        });
        KINDS.put("an answer of 2 MB", n -> {
            List<Map<String, Object>> messages = turns(null, 3);
            messages.set(1, message("assistant", long_("Some thoughts.\n\n", n)));
            return variables(messages, null);
        });
        KINDS.put("a tool result of 2 MB", n -> {
            List<Map<String, Object>> messages = calls(1);
            messages.get(2).put("content", long_("{\"line\": 1}\n", n));
            return variables(messages, tools(2));
        });
        KINDS.put("1,000 messages of 2 kB", n -> {
            List<Map<String, Object>> messages = turns(null, n);
            messages.forEach(m -> m.put("content", m.get("content") + " and more of it".repeat(137)));
            return variables(messages, null);
        });
        KINDS.put("500 tool calls, 200 tools, 2,000 messages and one of 2 MB", n -> {
            List<Map<String, Object>> messages = calls(Math.max(1, n / 2));
            messages.addAll(turns(null, Math.max(1, 2 * n - messages.size())));
            messages.add(message("assistant", "And then?"));
            messages.add(user(long_("Some words. ", n)));
            return variables(messages, tools(Math.max(1, n / 5)));
        });
        KINDS.put("500 answers with their reasoning", n -> {
            List<Map<String, Object>> messages = turns(null, n);
            for (int i = 1; i < messages.size(); i += 2) {
                messages.get(i).put("reasoning_content", "Let me think about number " + i + " of them.");
                messages.get(i)
                        .put(
                                "content",
                                "<think>Let me think.</think>" + messages.get(i).get("content"));
            }
            return variables(messages, null);
        });
    }

    private LongConversations() {}

    /** For each kind, variables for a length: 1000 is as long as its name says, 2 as short as it can be. */
    static Map<String, IntFunction<Map<String, Object>>> kinds() {
        return KINDS;
    }

    private static Map<String, Object> variables(List<Map<String, Object>> messages, List<Map<String, Object>> tools) {
        Map<String, Object> variables = new HashMap<>();
        variables.put("messages", messages);
        variables.put("tools", tools);
        variables.put("documents", null);
        variables.put("bos_token", "<s>");
        variables.put("eos_token", "</s>");
        variables.put("pad_token", "<pad>");
        variables.put("unk_token", "<unk>");
        variables.put("add_generation_prompt", true);
        return variables;
    }

    private static String long_(String piece, int n) {
        return piece.repeat(Math.max(1, 2000 * n / piece.length()));
    }

    /** In this order, which templates may print. */
    private static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    private static Map<String, Object> message(String role, Object content) {
        return map("role", role, "content", content);
    }

    private static Map<String, Object> system() {
        return message("system", "You are a helpful assistant.");
    }

    private static Map<String, Object> user(Object content) {
        return message("user", content);
    }

    /** The system message, unless null, and so many turns, rounded up to end with the user's. */
    private static List<Map<String, Object>> turns(Map<String, Object> system, int count) {
        List<Map<String, Object>> messages = new ArrayList<>();
        if (system != null) {
            messages.add(system);
        }
        for (int i = 0; i < count || i % 2 == 0; i++) {
            messages.add(
                    i % 2 == 0
                            ? user("Question number " + i + ": what is \"that\"?")
                            : message("assistant", "Answer number " + i + ": it's <this>."));
        }
        if (messages.get(messages.size() - 1).get("role").equals("assistant")) {
            messages.remove(messages.size() - 1);
        }
        return messages;
    }

    private static List<Map<String, Object>> parts(List<Map<String, Object>> messages) {
        messages.forEach(m -> m.put("content", List.of(map("type", "text", "text", m.get("content")))));
        return messages;
    }

    private static List<Map<String, Object>> calls(int count) {
        List<Map<String, Object>> messages = new ArrayList<>();
        messages.add(user("Look up " + count + " things."));
        for (int i = 0; i < count; i++) {
            messages.add(calling(List.of(call(i))));
            messages.add(result(i));
        }
        messages.add(message("assistant", "That is all."));
        messages.add(user("Thanks!"));
        return messages;
    }

    private static List<Map<String, Object>> callsAtOnce(int count) {
        List<Map<String, Object>> messages = new ArrayList<>();
        messages.add(user("Look up " + count + " things."));
        List<Map<String, Object>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(call(i));
        }
        messages.add(calling(calls));
        for (int i = 0; i < count; i++) {
            messages.add(result(i));
        }
        return messages;
    }

    private static Map<String, Object> calling(List<Map<String, Object>> calls) {
        Map<String, Object> message = message("assistant", "");
        message.put("tool_calls", calls);
        return message;
    }

    private static Map<String, Object> call(int i) {
        return map(
                "id",
                id(i),
                "type",
                "function",
                "function",
                map("name", "tool_" + i % 2, "arguments", map("path", "/src/file" + i)));
    }

    private static Map<String, Object> result(int i) {
        Map<String, Object> message = message("tool", "Line " + i + " of the file\nand another");
        message.put("tool_call_id", id(i));
        message.put("name", "tool_" + i % 2);
        return message;
    }

    /** Nine characters, as Mistral wants them. */
    private static String id(int i) {
        return "call" + (10_000 + i);
    }

    private static List<Map<String, Object>> tools(int count) {
        List<Map<String, Object>> tools = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Map<String, Object> properties = new LinkedHashMap<>();
            for (String name : new String[] {"path", "lines", "pattern", "options"}) {
                properties.put(
                        name,
                        map(
                                "type",
                                name.equals("lines") ? "integer" : "string",
                                "description",
                                "What \"" + name + "\" means to this tool, and what it may be."));
            }
            Map<String, Object> parameters = new LinkedHashMap<>();
            parameters.put("type", "object");
            parameters.put("properties", properties);
            parameters.put("required", List.of("path"));
            Map<String, Object> function = new LinkedHashMap<>();
            function.put("name", "tool_" + i);
            function.put("description", "Does number " + i + " of the things that can be done with files.");
            function.put("parameters", parameters);
            tools.add(map("type", "function", "function", function));
        }
        return tools;
    }
}
