package io.openaitriton.model;

import io.openaitriton.prompt.sanitize.TurnMarker;
import io.openaitriton.response.ResponseTemplate;
import io.openaitriton.triton.dialect.Dialect;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The state of a model for operators: its definition, and what the gateway found out about it.
 *
 * @param edge path of the model's API
 * @param names in addition to its own
 * @param template null for a model that needs none; the same for {@code maxTokens}
 * @param dialect of its definition; may be {@code auto}
 * @param dialects found dialects, by URL
 * @param toolFormat name of the format; null if tool calls stay in the text
 * @param reasoningFormat name of the format; null if reasoning stays in the text
 * @param formats the found formats of tool calls and reasoning, and the reasons
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
     * @param running calls in progress
     * @param waiting requests in the queue
     * @param maxRunning 0 is no limit
     * @param maxWaiting 0 if none may wait
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
