package io.openaitriton.api.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.generation.ApiException;
import java.util.Collection;

/**
 * Refuses the deprecated functions, the predecessors of tools, which no template can express. Values that demand nothing pass.
 */
final class RefusedTools {
    private static final String HERE =
            "is not supported: use 'tools', 'tool_choice' and messages with role 'tool' instead";

    private RefusedTools() {}

    /** @throws ApiException 400, naming the first parameter that cannot be carried */
    static void check(ChatCompletionRequest request) {
        for (int i = 0; i < request.messages().size(); i++) {
            refuseFunctions("messages[" + i + "]", request.messages().get(i));
        }
        refuse("functions", present(request.functions()));
        refuse("function_call", demands(request.functionCall()));
    }

    private static void refuseFunctions(String at, ChatMessage message) {
        if (message.role().equals("function")) {
            throw ApiException.invalid(
                    at + ".role", "Role '" + message.role() + "' in '" + at + ".role' " + HERE + ".");
        }
        refuse(at + ".function_call", present(message.functionCall()));
    }

    private static void refuse(String param, boolean asked) {
        if (asked) {
            throw ApiException.invalid(param, "'" + param + "' with this value " + HERE + ".");
        }
    }

    private static boolean present(Collection<?> values) {
        return values != null && !values.isEmpty();
    }

    private static boolean present(JsonNode node) {
        return node != null && !node.isNull() && !(node.isContainerNode() && node.isEmpty());
    }

    /** True if a choice demands a function call. */
    private static boolean demands(JsonNode choice) {
        return present(choice) && !"none".equals(choice.textValue()) && !"auto".equals(choice.textValue());
    }
}
