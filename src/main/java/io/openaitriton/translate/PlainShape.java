package io.openaitriton.translate;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.openai.ChatCompletionRequest;
import io.openaitriton.openai.ChatMessage;
import java.util.Collection;

/**
 * What prompts cannot hold. Each is refused by name: a field that changes the answer is never accepted and ignored. Values
 * that ask for nothing pass. For everything about sampling see {@link Demands}.
 */
final class PlainShape {
    private static final String HERE = "is not supported by this model's backend";

    private PlainShape() {}

    /** @throws ApiException 400, naming the first parameter that cannot be carried */
    static void refuseUnsupported(ChatCompletionRequest request) {
        for (int i = 0; i < request.messages().size(); i++) {
            refuseTools("messages[" + i + "]", request.messages().get(i));
        }
        refuse("tools", present(request.tools()));
        refuse("tool_choice", demands(request.toolChoice(), "auto"));
        refuse("functions", present(request.functions()));
        refuse("function_call", demands(request.functionCall(), "auto"));
        refuse("chat_template_kwargs", present(request.chatTemplateKwargs()));
        refuse("add_generation_prompt", Boolean.FALSE.equals(request.addGenerationPrompt()));
        refuse("continue_final_message", Boolean.TRUE.equals(request.continueFinalMessage()));
        refuse("documents", present(request.documents()));
    }

    private static void refuseTools(String at, ChatMessage message) {
        if (message.role().equals("tool") || message.role().equals("function")) {
            throw ApiException.invalid(
                    at + ".role", "Role '" + message.role() + "' in '" + at + ".role' " + HERE + ".");
        }
        refuse(at + ".tool_calls", present(message.toolCalls()));
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

    /** True when a choice of tools asks for more than none, or what happens anyway without tools. */
    private static boolean demands(JsonNode choice, String neutral) {
        return present(choice) && !"none".equals(choice.textValue()) && !neutral.equals(choice.textValue());
    }
}
