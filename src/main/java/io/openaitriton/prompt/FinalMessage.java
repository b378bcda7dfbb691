package io.openaitriton.prompt;

import java.util.List;
import java.util.Map;

/** Prompts that end within the last message, which the model then continues. */
final class FinalMessage {
    private FinalMessage() {}

    /**
     * The prompt up to the end of the last message's text, as transformers cuts it: white space at the end of the message
     * stays where the template keeps it.
     */
    static String open(String prompt, List<?> messages) {
        String text = text((Map<?, ?>) messages.get(messages.size() - 1));
        String bare = PythonText.strip(text);
        int at = prompt.lastIndexOf(bare);
        if (bare.isEmpty() || at < 0) {
            throw new PromptException(
                    "continue_final_message",
                    "'continue_final_message' needs text in the last message that the model's chat template writes as it is.");
        }
        // with white space in front transformers drops that at the end too
        return prompt.substring(0, at + (prompt.startsWith(text, at) ? text : bare).length());
    }

    private static String text(Map<?, ?> message) {
        if (message.get("content") instanceof List<?> parts) {
            Object last = parts.isEmpty() ? null : ((Map<?, ?>) parts.get(parts.size() - 1)).get("text");
            return last == null ? "" : (String) last;
        }
        return (String) message.get("content");
    }
}
