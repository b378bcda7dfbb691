package io.openaitriton.triton.enforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.openaitriton.generation.Constraint;
import io.openaitriton.response.Writing;
import java.util.ArrayList;
import java.util.List;

/** Structural tags for an output format, and for the reasoning before it. */
final class AnswerTags {
    /** Models write up to two empty lines after their reasoning. */
    private static final String GAP = "[ \\n]{0,4}";

    private AnswerTags() {}

    /**
     * A constraint as part of a structural tag.
     *
     * @param thoughts how the family marks its reasoning, or null
     */
    static JsonNode answer(Constraint constraint, Writing.Thoughts thoughts) {
        JsonNode form = form(constraint);
        return thoughts == null || thoughts.answerBegin().isEmpty() ? form : Tags.tag(thoughts.answerBegin(), form, "");
    }

    private static JsonNode form(Constraint constraint) {
        return switch (constraint.kind()) {
            case "json_object" ->
                Tags.json(JsonNodeFactory.instance.objectNode().put("type", "object"));
            case "json" -> Tags.json(constraint.value());
            case "regex" -> Tags.regex(constraint.value().textValue());
            case "grammar" -> Tags.grammar(constraint.value().textValue());
            case "choice" -> {
                List<JsonNode> choices = new ArrayList<>();
                constraint.value().forEach(choice -> choices.add(Tags.constant(choice.textValue())));
                yield Tags.anyOf(choices);
            }
            default -> throw new IllegalArgumentException(constraint.kind());
        };
    }

    /** Reasoning that the prompt has opened, then the constraint. */
    static JsonNode afterThoughts(Writing.Thoughts thoughts, JsonNode demanded) {
        return thought("", thoughts, demanded);
    }

    /** Optional reasoning, then the constraint. */
    static JsonNode withOrWithoutThoughts(Writing.Thoughts thoughts, JsonNode demanded) {
        return Tags.anyOf(List.of(thought(thoughts.begin(), thoughts, demanded), demanded));
    }

    private static JsonNode thought(String begin, Writing.Thoughts thoughts, JsonNode demanded) {
        return Tags.sequence(Tags.tag(begin, Tags.anyText(), thoughts.end()), Tags.regex(GAP), demanded);
    }
}
