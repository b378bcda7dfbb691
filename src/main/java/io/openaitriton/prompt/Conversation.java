package io.openaitriton.prompt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.openai.ChatCompletionRequest;
import io.openaitriton.openai.ChatMessage;
import io.openaitriton.openai.ContentPart;
import io.openaitriton.openai.OpenAiJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A request as the variables of a template, shaped as transformers and vLLM shape them. */
final class Conversation {
    private static final Set<String> RESERVED =
            Set.of("messages", "tools", "documents", "add_generation_prompt", "continue_final_message");

    private final ChatCompletionRequest request;
    private final Abilities abilities;
    private final boolean developer;
    private final Guard guard;
    private final List<String> images = new ArrayList<>();

    /** @param developer the template knows the role {@code developer}; else it is {@code system} */
    Conversation(ChatCompletionRequest request, Abilities abilities, boolean developer, Guard guard) {
        this.request = request;
        this.abilities = abilities;
        this.developer = developer;
        this.guard = guard;
    }

    /** New each time; {@code tools} and {@code documents} are there and null when the request has none. */
    Map<String, Object> variables() {
        Map<String, Object> variables = new HashMap<>();
        templateArguments(variables);
        List<Map<String, Object>> messages = new ArrayList<>(request.messages().size());
        for (int i = 0; i < request.messages().size(); i++) {
            messages.add(message("messages[" + i + "]", request.messages().get(i)));
        }
        if (!images.isEmpty() && abilities.imagePlace() == null) {
            throw noPlace(0);
        }
        variables.put("messages", messages);
        boolean none = request.toolChoice() != null
                && "none".equals(request.toolChoice().textValue());
        variables.put("tools", none ? null : list("tools", request.tools(), abilities.tools()));
        variables.put("documents", list("documents", request.documents(), abilities.documents()));
        return variables;
    }

    /**
     * Makes sure that a prompt has a place for every image: a backend that is given more images than places fails.
     *
     * @throws PromptException naming the first image without one
     */
    void requirePlaces(String prompt) {
        int places = 0;
        for (int at = images.isEmpty() ? -1 : prompt.indexOf(abilities.imagePlace());
                at >= 0;
                at = prompt.indexOf(
                        abilities.imagePlace(), at + abilities.imagePlace().length())) {
            places++;
        }
        if (places < images.size()) {
            throw noPlace(places);
        }
        if (!images.isEmpty() && places > images.size()) {
            throw new PromptException("messages", "The messages have more places for images than images.");
        }
    }

    private PromptException noPlace(int image) {
        String message = "This model's chat template has no place for "
                + (image == 0 ? "images." : "more than " + image + " of this conversation's images.");
        return new PromptException(images.get(image), message);
    }

    private void templateArguments(Map<String, Object> variables) {
        JsonNode arguments = request.chatTemplateKwargs();
        if (arguments == null || arguments.isNull()) {
            return;
        }
        arguments.properties().forEach(argument -> {
            String name = argument.getKey();
            String param = "chat_template_kwargs." + name;
            if (RESERVED.contains(name) || name.endsWith("_token")) {
                throw new PromptException(param, "'" + param + "' cannot be set: the gateway sets '" + name + "'.");
            }
            variables.put(name, guard.value(param, plain(argument.getValue())));
        });
    }

    private Object list(String param, List<JsonNode> nodes, boolean known) {
        if (nodes == null || nodes.isEmpty()) {
            return null;
        }
        if (!known) {
            throw new PromptException(param, "'" + param + "' is not supported by this model's chat template.");
        }
        return guard.value(param, nodes.stream().map(Conversation::plain).toList());
    }

    private Map<String, Object> message(String at, ChatMessage message) {
        Map<String, Object> variables = new LinkedHashMap<>();
        String role = message.role().equals("developer") && !developer ? "system" : message.role();
        variables.put("role", role);
        variables.put("content", content(at + ".content", message));
        put(variables, at, "name", message.name());
        put(variables, at, "reasoning_content", message.reasoningContent());
        put(variables, at, "tool_call_id", message.toolCallId());
        List<JsonNode> calls = message.toolCalls();
        if (calls != null && !calls.isEmpty()) {
            if (!abilities.toolCalls()) {
                String param = at + ".tool_calls";
                throw new PromptException(param, "'" + param + "' is not supported by this model's chat template.");
            }
            variables.put("tool_calls", toolCalls(at + ".tool_calls", calls));
        }
        return variables;
    }

    private void put(Map<String, Object> variables, String at, String name, String value) {
        if (value != null) {
            variables.put(name, guard.text(at + "." + name, value));
        }
    }

    private Object content(String at, ChatMessage message) {
        if (message.content() == null && message.refusal() == null) {
            return "";
        }
        if (message.content() == null || message.content().parts() == null) {
            String said = message.content() == null
                    ? message.refusal()
                    : message.content().text();
            String text = guard.text(at, said);
            return abilities.text() || !abilities.parts() ? text : List.of(part(text));
        }
        List<ContentPart> parts = message.content().parts();
        List<String> texts = texts(at, parts);
        return abilities.parts()
                ? parts(parts, texts.iterator())
                // joined with nothing between, as clients cut texts anywhere
                : String.join("", texts);
    }

    private List<String> texts(String at, List<ContentPart> parts) {
        List<String> texts = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            ContentPart part = parts.get(i);
            String param = at + "[" + i + "]";
            if (part.isImage()) {
                images.add(param);
            } else if (part.type().equals("text")) {
                texts.add(part.text());
            } else {
                throw new PromptException(
                        param,
                        "Content of type '" + part.type() + "' in '" + param
                                + "' is not supported: only text and images are.");
            }
        }
        return guard.texts(at, texts);
    }

    /** Images stay where they are among the texts; their template writes what the model knows them by. */
    private static List<Map<String, Object>> parts(List<ContentPart> parts, Iterator<String> texts) {
        return parts.stream()
                .map(part -> part.isImage() ? Abilities.IMAGE : part(texts.next()))
                .toList();
    }

    private static Map<String, Object> part(String text) {
        return Map.of("type", "text", "text", text);
    }

    private List<Object> toolCalls(String at, List<JsonNode> calls) {
        List<Object> plain = new ArrayList<>(calls.size());
        for (int i = 0; i < calls.size(); i++) {
            String param = at + "[" + i + "]";
            if (!(plain(calls.get(i)) instanceof Map<?, ?> call)) {
                throw new PromptException(param, "Invalid type for '" + param + "': expected an object.");
            }
            Map<String, Object> copy = copy(call);
            if (copy.get("function") instanceof Map<?, ?> function) {
                Map<String, Object> parsed = copy(function);
                parsed.computeIfPresent("arguments", (key, value) -> arguments(param + ".function.arguments", value));
                copy.put("function", parsed);
            }
            plain.add(guard.value(param, copy));
        }
        return plain;
    }

    /** A JSON string on the wire, an object in the template. */
    private static Object arguments(String param, Object value) {
        if (!(value instanceof String json)) {
            return value;
        }
        try {
            return json.isBlank() ? Map.of() : plain(OpenAiJson.mapper().readTree(json));
        } catch (JsonProcessingException e) {
            throw new PromptException(
                    param, "Invalid value for '" + param + "': expected JSON, but " + e.getOriginalMessage(), e);
        }
    }

    private static Map<String, Object> copy(Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put((String) key, value));
        return copy;
    }

    private static Object plain(JsonNode node) {
        return OpenAiJson.mapper().convertValue(node, Object.class);
    }
}
