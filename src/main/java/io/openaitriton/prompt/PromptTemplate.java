package io.openaitriton.prompt;

import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.chat.PromptException;
import io.openaitriton.api.chat.PromptHints;
import io.openaitriton.api.chat.PromptRenderer;
import io.openaitriton.prompt.sanitize.TextSanitizers;
import io.openaitriton.prompt.sanitize.TurnMarker;
import io.openaitriton.prompt.source.TemplateSource;
import io.openaitriton.prompt.source.TemplateSources;
import io.openaitriton.response.ResponseTemplate;
import io.openaitriton.response.find.FormatFinder;
import io.openaitriton.response.find.FoundFormat;
import io.openaitriton.template.ChatTemplate;
import io.openaitriton.template.TemplateOptions;
import io.openaitriton.template.error.TemplateException;
import io.openaitriton.text.KnownTexts;
import io.openaitriton.text.LongText;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renders requests as the prompts that a model was trained on. Thread-safe. */
public final class PromptTemplate implements PromptRenderer {
    private static final Logger LOG = LoggerFactory.getLogger(PromptTemplate.class);

    private static final List<TurnOrder> ANY_ORDER =
            List.of(TurnOrder.WHERE_WRITTEN, TurnOrder.AS_USERS, TurnOrder.ALTERNATING);

    private final TemplateSource source;
    private final ChatTemplate template;
    private final ChatTemplate toolUse;
    private final Map<String, String> tokens;
    private final ProbeResult findings;
    private final Set<TurnMarker> marks;
    private final TextSanitizers sanitizers;
    private final CallsInContent inContent;
    private final RememberedTools tools;

    /**
     * Parses the template and finds out what it can do.
     *
     * @throws IllegalArgumentException when it cannot be parsed: file, line, column, and what was expected
     */
    public PromptTemplate(TemplateSource source, PromptSettings settings) {
        this.source = source;
        template = parse(source, source.text(), settings.options());
        toolUse = source.toolUse() == null ? template : parse(source, source.toolUse(), settings.options());
        tokens = new HashMap<>(source.specialTokens());
        tokens.put("bos_token", settings.bosToken());
        tokens.putIfAbsent("eos_token", "");
        findings = ProbeResult.of(source, settings, () -> tried(source, settings));
        marks = marks(source, settings);
        sanitizers = TextSanitizers.of(marks, settings.policy());
        inContent = null;
        tools = new RememberedTools();
    }

    private PromptTemplate(PromptTemplate same, ResponseTemplate calls) {
        source = same.source;
        template = same.template;
        toolUse = same.toolUse;
        tokens = same.tokens;
        findings = same.findings;
        marks = same.marks;
        sanitizers = same.sanitizers;
        inContent = CallsInContent.of(calls, findings.capabilities());
        tools = same.tools;
    }

    /**
     * The same template, for a model with this format of tool calls. If the template lists tools but ignores earlier calls, the
     * calls go into the content of their messages; without this, they are refused.
     *
     * @param tools null if the format is unknown
     */
    public PromptTemplate writingCalls(ResponseTemplate tools) {
        return new PromptTemplate(this, tools);
    }

    /**
     * @throws PromptException if the template refuses the conversation in every order that the hints allow, or cannot express a
     * field of the request
     */
    @Override
    public CharSequence compose(ChatCompletionRequest request, PromptHints hints) {
        if (!hints.anyOrder()) {
            return compose(request, hints, TurnOrder.AS_SENT);
        }
        PromptException refusal = null;
        for (TurnOrder order : ANY_ORDER) {
            try {
                return compose(request, hints, order);
            } catch (PromptException e) {
                if (!isRefused(e)) {
                    throw e;
                }
                refusal = refusal == null ? e : refusal;
            }
        }
        throw refusal;
    }

    private static boolean isRefused(PromptException e) {
        return e.getCause() instanceof TemplateException cause && cause.kind() == TemplateException.Kind.RAISED;
    }

    private CharSequence compose(ChatCompletionRequest request, PromptHints hints, TurnOrder order) {
        boolean continues = Boolean.TRUE.equals(request.continueFinalMessage());
        boolean generation = request.addGenerationPrompt() == null ? !continues : request.addGenerationPrompt();
        if (continues && generation) {
            throw new PromptException(
                    "continue_final_message",
                    "'continue_final_message' and 'add_generation_prompt' cannot both be true.");
        }
        Conversation conversation =
                new Conversation(request, findings.capabilities(), sanitizers, inContent, hints, order, tools);
        Map<String, Object> variables = conversation.variables();
        variables.putAll(tokens);
        variables.put("add_generation_prompt", generation);
        if (findings.singleCalls()) {
            variables.put("messages", SingleCalls.of((List<?>) variables.get("messages")));
        }
        if (continues) {
            variables.put("messages", FinalMessage.marked((List<?>) variables.get("messages")));
        }
        LongText prompt = compose(variables, conversation.known());
        conversation.requirePlaces(prompt);
        if (!continues) {
            return prompt;
        }
        String open = FinalMessage.open(prompt.toString());
        // the string is sent in its place
        prompt.forgetJson();
        return open;
    }

    @Override
    public String generationMarker() {
        return findings.generationMarker();
    }

    /**
     * Tokens such as {@code eos_token} that the template uses and no file defines: prompts lack them. An empty {@code bos_token}
     * is among them, which is right for backends that add it.
     */
    public List<String> undefinedTokens() {
        return findings.undefinedTokens();
    }

    /** Where the template is from. */
    public TemplateSource source() {
        return source;
    }

    /** The format of its model's tool calls, found from the template; null if unknown. */
    public FoundFormat toolFormat() {
        CallSample sample = callSample();
        return FormatFinder.tools(
                sample.call(), sample.instructions(), sample.hasPlaceForTools() ? source.toolText() : null);
    }

    /** The texts that the model reads as the beginning or the end of a turn. */
    public Set<TurnMarker> marks() {
        return Set.copyOf(marks);
    }

    /** What the template does with tools and calls. */
    public CallSample callSample() {
        return findings.callSample();
    }

    private ProbeResult tried(TemplateSource source, PromptSettings settings) {
        TemplateProbe probe = new TemplateProbe(template, toolUse, tokens);
        TemplateCapabilities capabilities = TemplateCapabilities.of(probe, source.text());
        boolean builtIn = TemplateSources.BUILT_IN.contains(source.name());
        ProbeResult found = new ProbeResult(
                capabilities,
                builtIn ? List.of() : TurnMarkers.of(probe, capabilities),
                UndefinedTokens.of(probe, source, settings),
                marker(probe),
                CallSample.of(probe, capabilities),
                SingleCalls.areNeeded(probe, capabilities));
        if (probe.isOver()) {
            // a slow machine may be the reason: then a client could silently forge turns
            LOG.warn(
                    "The probe of the chat template {} did not finish in time, so the gateway may let through turn"
                            + " marks that a message contains. Restart on a less busy machine, or list the marks in"
                            + " 'controlTokens'",
                    source.origin());
        }
        return found;
    }

    private Set<TurnMarker> marks(TemplateSource source, PromptSettings settings) {
        Set<TurnMarker> marks = new LinkedHashSet<>(findings.turnMarkers());
        source.controlTokens().forEach(token -> marks.add(TurnMarker.token(token)));
        settings.controlTokens().forEach(token -> marks.add(TurnMarker.token(token)));
        if (findings.capabilities().imagePlace() != null) {
            marks.add(findings.capabilities().imagePlace().mark());
        }
        return marks;
    }

    private LongText compose(Map<String, Object> variables, KnownTexts known) {
        try {
            return (variables.get("tools") == null ? template : toolUse).compose(variables, known);
        } catch (TemplateException e) {
            String message = switch (e.kind()) {
                case TIME ->
                    "The model's chat template takes too long for this conversation: " + e.detail()
                            + ". Send fewer or shorter messages and tools; the gateway's operator can raise openai.template-timeout.";
                case MEMORY ->
                    "The model's chat template needs too much memory for this conversation: " + e.detail()
                            + ". Send fewer or shorter messages and tools; the gateway's operator can raise openai.template-memory.";
                case BUSY -> e.detail() + ".";
                case RAISED -> "The model's chat template refuses this conversation: " + e.detail();
                case LIMIT -> "This conversation exceeds a limit of the model's chat template: " + e.detail();
                default -> "The model's chat template cannot render this conversation: " + e.getMessage();
            };
            throw new PromptException(e.kind() == TemplateException.Kind.BUSY ? null : "messages", message, e);
        }
    }

    private static String marker(TemplateProbe probe) {
        List<Map<String, Object>> hello = List.of(TemplateProbe.message("user", "Hello"));
        String with = probe.render(hello);
        String without = probe.render(hello, Map.of("add_generation_prompt", false));
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
