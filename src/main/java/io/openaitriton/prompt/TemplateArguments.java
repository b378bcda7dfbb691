package io.openaitriton.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.chat.PromptException;
import io.openaitriton.prompt.sanitize.TextSanitizer;
import java.util.Map;
import java.util.Set;

/** The variables that a client sets by name: {@code chat_template_kwargs}, {@code reasoning_effort} and {@code enable_thinking}. */
record TemplateArguments(ChatCompletionRequest request, TemplateCapabilities capabilities, TextSanitizer sanitizer) {
    private static final String FIELD = "chat_template_kwargs";
    private static final Set<String> RESERVED =
            Set.of("messages", "tools", "documents", "add_generation_prompt", "continue_final_message");

    void putInto(Map<String, Object> variables) {
        capabilities.thinking().putInto(variables, request, sanitizer);
        JsonNode arguments = request.chatTemplateKwargs();
        if (arguments == null || arguments.isNull()) {
            return;
        }
        arguments.properties().forEach(argument -> {
            String name = argument.getKey();
            String param = FIELD + "." + name;
            if (RESERVED.contains(name) || name.endsWith("_token")) {
                throw new PromptException(
                        param, "'" + param + "' cannot be set, because the gateway sets '" + name + "'. Leave it out.");
            }
            variables.put(name, sanitizer.value(param, TemplateValues.of(argument.getValue())));
        });
    }
}
