package io.openaitriton.api.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.generation.ApiException;
import java.util.Collection;

/**
 * The functions that came before tools, which no template can express. Each is refused by name: a field that changes the answer is never accepted and ignored. Values
 * that ask for nothing pass.
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

    /** True when a choice asks for more than none, or what happens anyway without functions. */
    private static boolean demands(JsonNode choice) {
        return present(choice) && !"none".equals(choice.textValue()) && !"auto".equals(choice.textValue());
    }
}
