package io.openaitriton.model;

import io.openaitriton.prompt.CallSample;
import io.openaitriton.prompt.PromptTemplate;
import io.openaitriton.prompt.source.TemplateSource;
import io.openaitriton.response.ResponseFormat;
import io.openaitriton.response.ResponseTemplate;
import io.openaitriton.response.ResponseTemplates;
import io.openaitriton.response.find.FormatFinder;
import io.openaitriton.response.find.FoundFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a model writes tool calls and reasoning: from its definition, else from the {@code response_template} of its tokenizer,
 * else from its chat template. The log has the result and its reason.
 */
final class ModelResponse {
    private static final Logger LOG = LoggerFactory.getLogger(ModelResponse.class);
    private static final String AUTO = "auto";
    private static final String NONE = "none";

    /** The last log line about each model, so that a live edit does not repeat it. */
    private static final Map<String, String> REPORTED = new ConcurrentHashMap<>();

    private final ModelDefinition definition;
    private final PromptTemplate template;
    private final TemplateSource source;
    private final CallSample sample;
    private List<String> lines = List.of();

    /** @param template of the model */
    ModelResponse(ModelDefinition definition, PromptTemplate template) {
        this.definition = definition;
        this.template = template;
        this.source = template.source();
        this.sample = template.callSample();
    }

    /** Finds it and logs it. */
    ResponseFormat format() {
        Part tools = tools();
        Part reasoning = reasoning();
        boolean unknown =
                definition.toolFormat.equals(AUTO) && tools.template() == null && sample.instructions() != null;
        lines = List.of(tools.line(), reasoning.line());
        String line = definition.model + " " + tools.line() + ", " + reasoning.line();
        if (isNews("formats", line)) {
            LOG.info(line);
            if (unknown) {
                LOG.warn(
                        "The chat template {} of {} takes tools, but the format of its tool calls is unknown, so"
                                + " they come as text. Set 'toolFormat' in the model's definition to none or one of {}",
                        definition.template,
                        definition.model,
                        String.join(", ", ResponseTemplates.TOOLS));
            }
        }
        return new ResponseFormat(tools.template(), reasoning.template());
    }

    /** The formats of tool calls and of reasoning, each with its reason; texts to follow the model's name. */
    List<String> lines() {
        return lines;
    }

    private Part tools() {
        Part named = named(
                definition.toolFormat,
                "calls tools as ",
                "leaves tool calls in the text",
                ResponseTemplates::tools,
                ResponseTemplate::hasCalls);
        if (named != null) {
            return named;
        }
        FoundFormat found = template.toolFormat();
        if (found != null) {
            return new Part(
                    ResponseTemplates.tools(found.name()),
                    "calls tools as " + found.name() + " (its chat template " + found.reason()
                            + (sample.hasPlaceForTools()
                                    ? ")"
                                    : ", but ignores tools, so requests with tools are refused)"));
        }
        return new Part(
                null,
                sample.hasPlaceForTools()
                        ? "calls tools in an unknown format (its chat template has no known marks)"
                        : "calls no tools (its chat template takes none)");
    }

    private Part reasoning() {
        Part named = named(
                definition.reasoningFormat,
                "marks reasoning as ",
                "leaves reasoning in the text",
                ResponseTemplates::reasoning,
                ResponseTemplate::hasReasoning);
        if (named != null) {
            return named;
        }
        FoundFormat found = FormatFinder.reasoning(source.text());
        return found == null
                ? new Part(null, "marks no reasoning (its chat template has no known marks)")
                : new Part(
                        ResponseTemplates.reasoning(found.name()),
                        "marks reasoning as " + found.name() + " (its chat template " + found.reason() + ")");
    }

    /** A format that the definition or the tokenizer names, or null. */
    private Part named(
            String setting,
            String as,
            String none,
            Function<String, ResponseTemplate> byName,
            Predicate<ResponseTemplate> has) {
        if (setting.equals(NONE)) {
            return new Part(null, none + " (its definition says so)");
        }
        if (!setting.equals(AUTO)) {
            return new Part(byName.apply(setting), as + setting + " (its definition says so)");
        }
        ResponseTemplate brought = brought();
        return brought == null || !has.test(brought)
                ? null
                : new Part(brought, as + "the response_template of its tokenizer describes");
    }

    /** The tokenizer's template; null if there is none, or it cannot be used. */
    private ResponseTemplate brought() {
        if (source.responseTemplate() == null) {
            return null;
        }
        try {
            return ResponseTemplates.of(source.responseTemplate());
        } catch (IllegalArgumentException e) {
            if (isNews("response_template", e.getMessage())) {
                LOG.warn(
                        "The response_template of {} is ignored, and the formats are taken from its chat template: {}",
                        definition.model,
                        e.getMessage());
            }
            return null;
        }
    }

    private boolean isNews(String about, String line) {
        String model = System.identityHashCode(definition.getCamelContext()) + definition.model + ' ' + about;
        return !line.equals(REPORTED.put(model, line));
    }

    /**
     * Calls or thoughts.
     *
     * @param template null if they stay in the text
     * @param line its log text
     */
    private record Part(ResponseTemplate template, String line) {}
}
