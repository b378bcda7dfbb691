package io.openaitriton.prompt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.PromptException;
import io.openaitriton.api.json.RepeatedTexts;
import io.openaitriton.prompt.sanitize.TextSanitizer;
import io.openaitriton.template.LastingValues;
import io.openaitriton.text.KnownText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Earlier calls of tools, whose arguments are a JSON string on the wire and an object in the template. */
final class ToolCalls {
    private static final Logger LOG = LoggerFactory.getLogger(ToolCalls.class);

    private final TextSanitizer sanitizer;
    private final boolean argumentsAsText;
    private final AssistantTurns turns;

    /** @param argumentsAsText the template concatenates arguments with text, which an object is not */
    ToolCalls(TextSanitizer sanitizer, boolean argumentsAsText, AssistantTurns turns) {
        this.sanitizer = sanitizer;
        this.argumentsAsText = argumentsAsText;
        this.turns = turns;
    }

    /** What the arguments in the prompt depend on, other than the arguments. */
    private record Form(TextSanitizer sanitizer, boolean asText) {}

    /** The calls of one message, as the template is given them. */
    List<Object> of(String at, List<JsonNode> calls) {
        List<Object> plain = new ArrayList<>(calls.size());
        for (int i = 0; i < calls.size(); i++) {
            String param = at + "[" + i + "]";
            if (!(TemplateValues.of(calls.get(i)) instanceof Map<?, ?> call)) {
                throw new PromptException(param, "Invalid type for '" + param + "': expected an object.");
            }
            Map<String, Object> copy = copy(call);
            if (copy.get("id") instanceof String id) {
                copy.put("id", turns.id(id));
            }
            Object arguments = null;
            if (copy.get("function") instanceof Map<?, ?> function) {
                arguments = safeArguments(param, function.get("arguments"));
                Map<String, Object> others = copy(function);
                // keeps its place among the fields
                others.put("arguments", null);
                copy.put("function", others);
            }
            Map<String, Object> safe = copy((Map<?, ?>) sanitizer.value(param, copy));
            if (arguments != null) {
                Map<String, Object> function = copy((Map<?, ?>) safe.get("function"));
                function.put("arguments", arguments);
                safe.put("function", function);
            }
            plain.add(safe);
        }
        return plain;
    }

    /** The arguments for the template. Long ones that come again are remembered, and their JSON with them. */
    private Object safeArguments(String param, Object value) {
        KnownText known = value instanceof String text ? RepeatedTexts.of(text) : null;
        return known == null
                ? shaped(param, value)
                : known.derived(new Form(sanitizer, argumentsAsText), () -> lasting(shaped(param, value)));
    }

    private Object shaped(String param, Object value) {
        Map<?, ?> arguments = arguments(param + ".function", value);
        return sanitizer.value(param, argumentsAsText ? OpenAiJson.text(arguments) : arguments);
    }

    private static Object lasting(Object arguments) {
        return arguments instanceof Map<?, ?> map ? LastingValues.map(copy(map)) : arguments;
    }

    /**
     * An object, empty if the client sent none: the model wrote the arguments, and a malformed call must not end the
     * conversation.
     */
    private static Map<?, ?> arguments(String param, Object value) {
        if (value instanceof Map<?, ?> object) {
            return object;
        }
        if (value instanceof String json && !json.isBlank()) {
            try {
                if (TemplateValues.of(OpenAiJson.mapper().readTree(json)) instanceof Map<?, ?> object) {
                    return object;
                }
            } catch (JsonProcessingException e) {
                LOG.debug(
                        "{}.arguments is not JSON; the prompt gets {} instead: {}",
                        param,
                        "{}",
                        e.getOriginalMessage());
                return Map.of();
            }
        }
        LOG.debug("{}.arguments is not a JSON object; the prompt gets {} instead", param, "{}");
        return Map.of();
    }

    private static Map<String, Object> copy(Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put((String) key, value));
        return copy;
    }
}
