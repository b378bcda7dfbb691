package io.openaitriton.prompt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The messages of a conversation, with developer messages where the template writes them. */
final class TemplateMessages {
    private final DeveloperRole developer;
    private final List<Map<String, Object>> messages = new ArrayList<>();
    private final TurnOrder order;
    private Object forUser;
    private boolean onlyInstructions = true;

    /** @param order how to change messages whose order the template may refuse */
    TemplateMessages(DeveloperRole developer, TurnOrder order) {
        this.developer = developer;
        this.order = order;
    }

    /**
     * The role of the next message of the request. A later system message stays after the earlier messages, so that the prompt's
     * beginning stays the same.
     */
    String role(String role) {
        boolean written = order == TurnOrder.WHERE_WRITTEN && developer.laterSystem() != DeveloperRole.As.JOINED;
        boolean later = role.equals("system") && !onlyInstructions;
        return order != TurnOrder.AS_SENT && later && !written ? "user" : role;
    }

    /** Adds the next message of the request. */
    void add(Map<String, Object> message) {
        String role = (String) message.get("role");
        if (role.equals("developer")) {
            place(message, as());
        } else if (role.equals("system") && order != TurnOrder.AS_SENT) {
            place(message, asOfSystem());
        } else if (order == TurnOrder.ALTERNATING && role.equals("user") && isLast("tool")
                || order.compareTo(TurnOrder.AS_USERS) >= 0 && role.equals("user") && isLast("user")) {
            Map<String, Object> last = messages.get(messages.size() - 1);
            last.put("content", joined(last.get("content"), message.get("content")));
        } else {
            if (forUser != null && role.equals("user")) {
                message.put("content", joined(forUser, message.get("content")));
                forUser = null;
            }
            messages.add(message);
        }
        onlyInstructions &= role.equals("developer") || role.equals("system");
    }

    /** All messages. Instructions without a following user message become one themselves. */
    List<Map<String, Object>> messages() {
        if (forUser != null && order.compareTo(TurnOrder.AS_USERS) >= 0 && isLast("user")) {
            Map<String, Object> last = messages.get(messages.size() - 1);
            last.put("content", joined(last.get("content"), forUser));
            forUser = null;
        }
        if (forUser != null) {
            messages.add(message("user", forUser));
            forUser = null;
        }
        return messages;
    }

    private DeveloperRole.As as() {
        return messages.isEmpty() && forUser == null
                ? developer.first()
                : onlyInstructions ? developer.next() : developer.later();
    }

    private DeveloperRole.As asOfSystem() {
        boolean first = messages.isEmpty() && forUser == null;
        if (!first) {
            return order == TurnOrder.WHERE_WRITTEN ? developer.laterSystem() : DeveloperRole.As.JOINED;
        }
        DeveloperRole.As as = developer.first();
        return as == DeveloperRole.As.DEVELOPER ? DeveloperRole.As.SYSTEM : as;
    }

    private boolean isLast(String role) {
        return !messages.isEmpty()
                && role.equals(messages.get(messages.size() - 1).get("role"));
    }

    private void place(Map<String, Object> message, DeveloperRole.As as) {
        if (as != DeveloperRole.As.JOINED) {
            message.put("role", name(as));
            messages.add(message);
            return;
        }
        Object content = message.get("content");
        Map<String, Object> first = messages.isEmpty() ? Map.of() : messages.get(0);
        if (developer.first() == DeveloperRole.As.JOINED) {
            forUser = forUser == null ? content : joined(forUser, content);
        } else if (Set.of("system", "developer").contains(first.getOrDefault("role", "user"))) {
            first.put("content", joined(first.get("content"), content));
        } else {
            messages.add(0, message(name(developer.first()), content));
        }
    }

    private static String name(DeveloperRole.As as) {
        return as == DeveloperRole.As.DEVELOPER ? "developer" : "system";
    }

    private static Map<String, Object> message(String role, Object content) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("role", role);
        message.put("content", content);
        return message;
    }

    /** Joins two texts with an empty line; joins lists of parts to one list. */
    static Object joined(Object first, Object second) {
        if (first instanceof String one && second instanceof String two) {
            return one.isEmpty() ? two : one + "\n\n" + two;
        }
        List<Object> parts = new ArrayList<>();
        parts.addAll(first instanceof List<?> list ? list : List.of(TemplateProbe.part(first + "\n\n")));
        parts.addAll(second instanceof List<?> list ? list : List.of(TemplateProbe.part("\n\n" + second)));
        return parts;
    }
}
