package io.openaitriton.camel;

import io.openaitriton.prompt.sanitize.TurnMarker;
import io.openaitriton.response.ResponseTemplate;
import io.openaitriton.triton.dialect.Dialect;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What an operator wants to see of a model: its definition, and what was found out about it.
 *
 * @param edge path of the API that the model is asked by
 * @param names besides its own that it answers to
 * @param template null for a model that needs none; so for {@code maxTokens}
 * @param dialect as its definition says; {@code auto} when it is found out
 * @param dialects those that were found, by URL
 * @param toolFormat name of the family; null when calls stay text
 * @param reasoningFormat name of the family; null when thoughts stay text
 * @param formats what was found of calls and of thoughts, and why
 * @param contextLength null when it is not checked
 * @param tokenCounts whether the gateway counts tokens itself
 * @param controlTokens texts that the model reads as the beginning or the end of a turn
 */
public record ModelState(
        String id,
        String edge,
        String names,
        List<String> urls,
        String template,
        String dialect,
        Map<String, String> dialects,
        String toolFormat,
        String reasoningFormat,
        List<String> formats,
        String maxTokens,
        Integer contextLength,
        boolean tokenCounts,
        List<ControlToken> controlTokens,
        Queue queue) {

    /**
     * @param numbered a run of digits in the text stands for any number
     * @param anywhere false when the text counts only at the beginning of a line or after a space
     */
    public record ControlToken(String text, boolean numbered, boolean anywhere) {}

    /**
     * @param running calls under way
     * @param waiting requests in line
     * @param maxRunning 0 is no limit
     * @param maxWaiting 0 lets none wait
     */
    public record Queue(int running, int waiting, int maxRunning, int maxWaiting) {}

    /** Of a model that makes no text. */
    static ModelState of(ServedModel model) {
        return new ModelState(
                model.model,
                model.edge(),
                model.names,
                model.urls,
                null,
                null,
                Map.of(),
                null,
                null,
                List.of(),
                null,
                null,
                false,
                List.of(),
                queue(model));
    }

    static ModelState of(
            ModelDefinition model, Collection<TurnMarker> marks, List<String> formats, Map<String, Dialect> dialects) {
        return new ModelState(
                model.model,
                model.edge(),
                model.names,
                model.urls,
                model.template,
                model.dialect,
                dialects.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, known -> known.getValue().id())),
                name(model.profile().response().tools()),
                name(model.profile().response().reasoning()),
                formats,
                model.maxTokens,
                model.contextLength == 0 ? null : model.contextLength,
                model.profile().tokens() != null,
                marks.stream()
                        .filter(mark -> !mark.text().isBlank())
                        .map(mark -> new ControlToken(
                                mark.text(), mark.numbered(), mark.before() == TurnMarker.Before.ANYTHING))
                        .sorted(Comparator.comparing(ControlToken::text))
                        .toList(),
                queue(model));
    }

    private static Queue queue(ServedModel model) {
        return new Queue(model.queue().running(), model.queue().waiting(), model.maxConcurrent, model.maxQueued);
    }

    private static String name(ResponseTemplate format) {
        return format == null ? null : format.name();
    }
}
