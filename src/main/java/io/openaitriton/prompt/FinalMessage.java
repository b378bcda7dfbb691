package io.openaitriton.prompt;

import io.openaitriton.api.chat.PromptException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Prompts that end within the last message, which the model then continues. As in transformers, a tag at the end of that message
 * marks the place, because the text alone may also occur elsewhere in the prompt.
 */
final class FinalMessage {
    private static final String TAG = "END_OF_THE_FINAL_MESSAGE";
    /** White space before what follows: a template that trims the message trims it, too. */
    private static final String SPACED = TAG + " ";

    private FinalMessage() {}

    /** The messages with the tag in the last one. */
    static List<Object> marked(List<?> messages) {
        List<Object> marked = new ArrayList<>(messages);
        Map<?, ?> last = (Map<?, ?>) messages.get(messages.size() - 1);
        Map<Object, Object> copy = new LinkedHashMap<>(last);
        copy.put("content", content(last.get("content")));
        marked.set(marked.size() - 1, copy);
        return marked;
    }

    /** The prompt up to the tag. */
    static String open(String prompt) {
        int at = prompt.lastIndexOf(TAG);
        if (at < 0) {
            throw impossible();
        }
        String open = prompt.substring(0, at);
        // a template that trims the message would have trimmed its end without the tag
        return prompt.startsWith(SPACED, at) ? open : PythonText.stripEnd(open);
    }

    private static Object content(Object content) {
        if (content instanceof String text) {
            return text + SPACED;
        }
        List<Object> parts = new ArrayList<>((List<?>) content);
        Object last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
        if (!(last instanceof Map<?, ?> part) || !(part.get("text") instanceof String text)) {
            throw impossible();
        }
        parts.set(parts.size() - 1, TemplateProbe.part(text + SPACED));
        return parts;
    }

    private static PromptException impossible() {
        return new PromptException(
                "continue_final_message",
                "'continue_final_message' needs a last message that ends with text, and a chat template that writes"
                        + " this message.");
    }
}
