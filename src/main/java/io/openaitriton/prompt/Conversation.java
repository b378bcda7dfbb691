package io.openaitriton.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.chat.ChatMessage;
import io.openaitriton.api.chat.ContentPart;
import io.openaitriton.api.chat.PromptException;
import io.openaitriton.api.chat.PromptHints;
import io.openaitriton.api.chat.ToolReader;
import io.openaitriton.api.json.RepeatedTexts;
import io.openaitriton.prompt.sanitize.TextSanitizer;
import io.openaitriton.prompt.sanitize.TextSanitizers;
import io.openaitriton.text.KnownText;
import io.openaitriton.text.KnownTexts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request as the variables of a template, shaped as transformers and vLLM shape them. */
final class Conversation {
    private final ChatCompletionRequest request;
    private final TemplateCapabilities capabilities;
    private final TextSanitizers sanitizers;
    private final CallsInContent inContent;
    private final PromptHints hints;
    private final TurnOrder order;
    private final RememberedTools remembered;
    private final List<String> images = new ArrayList<>();
    private final KnownTexts known = new KnownTexts();

    /** @param inContent writes calls that the template would ignore; null to refuse them */
    Conversation(
            ChatCompletionRequest request,
            TemplateCapabilities capabilities,
            TextSanitizers sanitizers,
            CallsInContent inContent,
            PromptHints hints,
            TurnOrder order,
            RememberedTools remembered) {
        this.request = request;
        this.hints = hints;
        this.order = order;
        this.remembered = remembered;
        this.capabilities = capabilities;
        this.sanitizers = sanitizers;
        this.inContent = inContent;
    }

    /** A new map each time; it has {@code tools} and {@code documents} even if the request has none. */
    Map<String, Object> variables() {
        Map<String, Object> variables = new HashMap<>();
        new TemplateArguments(request, capabilities, sanitizers.others()).putInto(variables);
        capabilities.thinking().putInto(variables, hints);
        Object tools = isNoneToBeCalled() ? null : tools();
        boolean drops = request.messages().stream().anyMatch(Conversation::calls)
                && (tools == null ? !capabilities.toolCalls() : !capabilities.toolCallsWithTools());
        TemplateMessages turns = new TemplateMessages(capabilities.developer(), order);
        for (int i = 0; i < request.messages().size(); i++) {
            ChatMessage message = request.messages().get(i);
            if (drops && inContent == null && calls(message)) {
                boolean helped = tools == null && capabilities.toolCallsWithTools();
                throw unsupported("messages[" + i + "].tool_calls", helped ? " without 'tools'" : "");
            }
            turns.add(message("messages[" + i + "]", message, turns.role(message.role())));
        }
        if (!images.isEmpty() && capabilities.imagePlace() == null) {
            throw noPlace(0);
        }
        variables.put("messages", drops ? inContent.of(turns.messages()) : turns.messages());
        variables.put("tools", tools == null ? capabilities.noTools() : tools);
        variables.put("documents", documents());
        return variables;
    }

    /** Texts among the variables that the client sent, with their JSON. */
    KnownTexts known() {
        return known;
    }

    /**
     * Checks that a prompt has a place for every image: a backend with more images than places fails.
     *
     * @throws PromptException naming the first image without one
     */
    void requirePlaces(CharSequence prompt) {
        if (images.isEmpty()) {
            return;
        }
        int places = capabilities.imagePlace().count(prompt.toString());
        if (places < images.size()) {
            throw noPlace(places);
        }
        if (places > images.size()) {
            throw new PromptException(
                    "messages",
                    "The messages have more image placeholders than images. Remove the"
                            + " placeholder from the text.");
        }
    }

    private PromptException noPlace(int image) {
        String message = "This model's chat template does not take "
                + (image == 0 ? "images." : "more than " + image + " of this conversation's images.");
        return new PromptException(images.get(image), message);
    }

    /** Whether to leave the tools out: not for a template that would then ignore earlier calls. */
    private boolean isNoneToBeCalled() {
        return request.toolChoice() != null
                && "none".equals(request.toolChoice().textValue())
                && (capabilities.toolCalls() || request.messages().stream().noneMatch(Conversation::calls));
    }

    private static boolean calls(ChatMessage message) {
        return message.toolCalls() != null && !message.toolCalls().isEmpty();
    }

    private Object tools() {
        List<JsonNode> shown = ToolReader.shown(request);
        return shown == null || shown.isEmpty()
                ? null
                : remembered.of(shown, () -> {
                    List<Object> tools = list("tools", shown, capabilities.tools());
                    return sanitizers
                            .others()
                            .value("tools", capabilities.toolDefaults().complete(tools));
                });
    }

    private Object documents() {
        List<Object> documents = list("documents", request.documents(), capabilities.documents());
        return documents == null ? null : sanitizers.others().value("documents", documents);
    }

    private static List<Object> list(String param, List<JsonNode> nodes, boolean known) {
        if (nodes == null || nodes.isEmpty()) {
            return null;
        }
        if (!known) {
            throw unsupported(param, "");
        }
        return nodes.stream().map(TemplateValues::of).toList();
    }

    private static PromptException unsupported(String param, String without) {
        return new PromptException(
                param, "'" + param + "' is not supported by this model's chat template" + without + ".");
    }

    private Map<String, Object> message(String at, ChatMessage message, String role) {
        Map<String, Object> variables = new LinkedHashMap<>();
        variables.put("role", role);
        variables.put("content", content(at + ".content", message, role));
        put(variables, at, "name", message.name());
        boolean older = message.reasoning() == null || message.reasoning().isEmpty();
        String reasoning =
                older && message.reasoningContent() != null ? message.reasoningContent() : message.reasoning();
        String thoughts = null;
        if (reasoning != null) {
            String field = reasoning.equals(message.reasoning()) ? ".reasoning" : ".reasoning_content";
            thoughts = sanitizers.of(message.role()).text(at + field, reasoning);
            // most templates read one of the two names
            variables.put("reasoning", thoughts);
            variables.put("reasoning_content", thoughts);
        }
        AssistantTurns turns = capabilities.turns();
        put(variables, at, "tool_call_id", message.toolCallId() == null ? null : turns.id(message.toolCallId()));
        if (calls(message)) {
            variables.put(
                    "tool_calls",
                    new ToolCalls(sanitizers.others(), capabilities.argumentsAsText(), turns)
                            .of(at + ".tool_calls", message.toolCalls()));
        }
        if (message.role().equals("assistant")) {
            turns.shape(variables, thoughts);
        }
        return variables;
    }

    private void put(Map<String, Object> variables, String at, String name, String value) {
        if (value != null) {
            variables.put(name, sanitizers.others().text(at + "." + name, value));
        }
    }

    private Object content(String at, ChatMessage message, String role) {
        TextSanitizer sanitizer = sanitizers.of(role);
        ContentShapes contents = capabilities.of(role);
        if (message.content() == null) {
            return message.refusal() == null ? "" : contents.shape(sanitizer.text(at, message.refusal()));
        }
        message.content().sent().forEach(known::add);
        if (message.content().parts() == null) {
            return contents.shape(text(sanitizer, at, message.content().text()));
        }
        List<ContentPart> parts = message.content().parts();
        List<String> texts = texts(at, parts);
        if (contents.parts()) {
            List<String> safe =
                    texts.size() == 1 ? List.of(text(sanitizer, at, texts.get(0))) : sanitizer.texts(at, texts);
            return parts(parts, safe.iterator());
        }
        // joined as the engines' own servers do it
        String joined = RepeatedTexts.joined("\n", texts);
        KnownText repeated = RepeatedTexts.of(joined);
        if (repeated != null) {
            known.add(repeated);
        }
        return contents.shape(text(sanitizer, at, joined));
    }

    private String text(TextSanitizer sanitizer, String at, String text) {
        KnownText sent = known.of(text);
        if (sent == null) {
            return sanitizer.text(at, text);
        }
        KnownText safe = sanitizer.text(at, sent);
        known.add(safe);
        return safe.text();
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
                                + "' is not supported: only text and images are supported.");
            }
        }
        return texts;
    }

    /** Images keep their places among the texts; the template writes the model's image tokens. */
    private static List<Map<String, Object>> parts(List<ContentPart> parts, Iterator<String> texts) {
        return parts.stream()
                .map(part -> part.isImage() ? ImagePlace.IMAGE : TemplateProbe.part(texts.next()))
                .toList();
    }
}
