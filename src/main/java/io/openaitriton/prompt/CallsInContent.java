package io.openaitriton.prompt;

import io.openaitriton.response.ResponseTemplate;
import io.openaitriton.response.Writing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Conversations for a template that lists tools but ignores earlier calls: the calls go into the content, as the model wrote
 * them. The results stay separate messages if the template writes such messages, and become the user's otherwise.
 */
final class CallsInContent {
    private static final String CALLS = "tool_calls";
    private static final String CONTENT = "content";
    private static final String ROLE = "role";

    private final CallText text;
    private final TemplateCapabilities capabilities;

    private CallsInContent(CallText text, TemplateCapabilities capabilities) {
        this.text = text;
        this.capabilities = capabilities;
    }

    /**
     * For a model that calls tools in this way.
     *
     * @return null if the format of the model's calls is unknown
     */
    static CallsInContent of(ResponseTemplate tools, TemplateCapabilities capabilities) {
        return tools == null
                ? null
                : Writing.calls(tools)
                        .map(writing -> new CallsInContent(new CallText(writing), capabilities))
                        .orElse(null);
    }

    /** The same conversation without {@code tool_calls}. */
    List<Map<String, Object>> of(List<Map<String, Object>> messages) {
        List<Map<String, Object>> turns = new ArrayList<>(messages.size());
        Map<Object, Object> names = new HashMap<>();
        boolean joins = false;
        for (Map<String, Object> message : messages) {
            boolean framed = capabilities.resultRole() == null && "tool".equals(message.get(ROLE));
            Map<String, Object> turn = framed ? framed(message, names) : turn(message, names);
            joins &= "user".equals(turn.get(ROLE));
            if (joins) {
                // templates may demand that the user and the assistant take turns
                Map<String, Object> last = turns.get(turns.size() - 1);
                last.put(CONTENT, TemplateMessages.joined(last.get(CONTENT), turn.get(CONTENT)));
            } else {
                turns.add(turn);
            }
            joins |= framed;
        }
        return turns;
    }

    private Map<String, Object> turn(Map<String, Object> message, Map<Object, Object> names) {
        Map<String, Object> turn = new LinkedHashMap<>(message);
        if (turn.remove(CALLS) instanceof List<?> calls) {
            calls.forEach(call -> remember((Map<?, ?>) call, names));
            turn.put(CONTENT, with(turn.get(CONTENT), calls));
        } else if ("tool".equals(turn.get(ROLE))) {
            turn.put(ROLE, capabilities.resultRole());
        }
        return turn;
    }

    private static void remember(Map<?, ?> call, Map<Object, Object> names) {
        if (call.get("function") instanceof Map<?, ?> function) {
            names.put(call.get("id"), function.get("name"));
        }
    }

    private Object with(Object content, List<?> calls) {
        if (content instanceof List<?> parts) {
            List<Object> more = new ArrayList<>(parts);
            more.add(TemplateProbe.part(text.with("", calls)));
            return more;
        }
        return capabilities.of("assistant").shape(text.with((String) content, calls));
    }

    /** A result as a user message. */
    private Map<String, Object> framed(Map<String, Object> message, Map<Object, Object> names) {
        Object name = message.getOrDefault("name", names.get(message.get("tool_call_id")));
        String begin = name == null ? "<tool_response>\n" : "<tool_response name=\"" + name + "\">\n";
        return TemplateProbe.message(
                "user", capabilities.of("user").shape(begin + plain(message.get(CONTENT)) + "\n</tool_response>"));
    }

    private static String plain(Object content) {
        if (content instanceof List<?> parts) {
            StringBuilder text = new StringBuilder();
            parts.forEach(part -> text.append(((Map<?, ?>) part).get("text")));
            return text.toString();
        }
        return (String) content;
    }
}
