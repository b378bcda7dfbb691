package io.openaitriton.prompt;

import io.openaitriton.openai.ChatCompletionRequest;
import io.openaitriton.template.ChatTemplate;
import io.openaitriton.template.TemplateException;
import io.openaitriton.template.TemplateOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Renders requests to the prompts that a model was trained on. Safe to share. */
public final class PromptTemplate {
    private final ChatTemplate template;
    private final ChatTemplate toolUse;
    private final Map<String, String> tokens;
    private final Abilities abilities;
    private final boolean developer;
    private final Guard guard;
    private final String generationMarker;

    /**
     * Parses the template and tries what it can do.
     *
     * @throws IllegalArgumentException when it cannot be parsed: file, line, column, and what was expected
     */
    public PromptTemplate(TemplateSource source, PromptSettings settings) {
        template = parse(source, source.text(), settings.options());
        toolUse = source.toolUse() == null ? template : parse(source, source.toolUse(), settings.options());
        tokens = new HashMap<>(source.specialTokens());
        tokens.put("bos_token", settings.bosToken());
        tokens.putIfAbsent("eos_token", "");
        abilities = Abilities.of(template, toolUse, tokens);
        developer = source.text().contains("developer");
        List<String> control = new ArrayList<>(source.controlTokens());
        control.addAll(settings.controlTokens());
        if (abilities.imagePlace() != null) {
            control.add(abilities.imagePlace());
        }
        guard = new Guard(new ControlTokens(control), settings.policy());
        generationMarker = marker();
    }

    /**
     * The prompt for a request.
     *
     * @throws PromptException when the template refuses the conversation, or cannot carry what the request asks for
     */
    public String render(ChatCompletionRequest request) {
        boolean continues = Boolean.TRUE.equals(request.continueFinalMessage());
        boolean generation = request.addGenerationPrompt() == null ? !continues : request.addGenerationPrompt();
        if (continues && generation) {
            throw new PromptException(
                    "continue_final_message",
                    "'continue_final_message' and 'add_generation_prompt' cannot both be true.");
        }
        Conversation conversation = new Conversation(request, abilities, developer, guard);
        Map<String, Object> variables = conversation.variables();
        variables.putAll(tokens);
        variables.put("add_generation_prompt", generation);
        String prompt = render(variables);
        conversation.requirePlaces(prompt);
        return continues ? FinalMessage.open(prompt, (List<?>) variables.get("messages")) : prompt;
    }

    /** The text that opens the model's own turn, and thus ends a prompt; empty when it cannot be told. */
    public String generationMarker() {
        return generationMarker;
    }

    private String render(Map<String, Object> variables) {
        try {
            return (variables.get("tools") == null ? template : toolUse).render(variables);
        } catch (TemplateException e) {
            String message = switch (e.kind()) {
                case RAISED -> "The model's chat template refuses this conversation: " + e.detail();
                case LIMIT -> "This conversation is too much for the model's chat template: " + e.detail();
                default -> "The model's chat template cannot render this conversation: " + e.getMessage();
            };
            throw new PromptException("messages", message, e);
        }
    }

    private String marker() {
        List<Map<String, Object>> hello = List.of(Abilities.user("Hello"));
        String with = Abilities.render(template, tokens, hello, Map.of());
        String without = Abilities.render(template, tokens, hello, Map.of("add_generation_prompt", false));
        return with != null && without != null && with.startsWith(without) ? with.substring(without.length()) : "";
    }

    private static ChatTemplate parse(TemplateSource source, String text, TemplateOptions options) {
        try {
            return ChatTemplate.parse(text, options);
        } catch (TemplateException e) {
            throw new IllegalArgumentException(source.origin() + ", " + e.getMessage(), e);
        }
    }
}
