package io.openaitriton.triton.enforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The parts of structural tags, only those that xgrammar has had since 0.1.25, the first release with them:
 * https://xgrammar.mlc.ai/docs/structural_tag. If a combination looks complicated, that release refuses the simpler one.
 */
final class Tags {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Tags() {}

    /** A whole structural tag, as the text to send. */
    static String text(JsonNode format) {
        return JSON.objectNode()
                .put("type", "structural_tag")
                .<ObjectNode>set("format", format)
                .toString();
    }

    /** A fixed text. */
    static ObjectNode constant(String text) {
        return of("const_string").put("value", text);
    }

    /** Any text, up to the end of the tag around it. */
    static ObjectNode anyText() {
        return of("any_text");
    }

    static ObjectNode regex(String pattern) {
        return of("regex").put("pattern", pattern);
    }

    static ObjectNode grammar(String ebnf) {
        return of("grammar").put("grammar", ebnf);
    }

    /** JSON that follows a schema. */
    static ObjectNode json(JsonNode schema) {
        return of("json_schema").set("json_schema", schema);
    }

    static ObjectNode sequence(JsonNode... elements) {
        return of("sequence").set("elements", array(List.of(elements)));
    }

    static ObjectNode anyOf(List<? extends JsonNode> elements) {
        return of("or").set("elements", array(elements));
    }

    static ObjectNode tag(String begin, JsonNode content, String end) {
        return of("tag").put("begin", begin).<ObjectNode>set("content", content).put("end", end);
    }

    /**
     * Free text, in which each occurrence of a trigger begins one of the tags.
     *
     * @param atLeastOne whether the text must begin with a tag
     * @param once whether it ends after the first tag
     */
    static ObjectNode triggered(String trigger, List<? extends JsonNode> tags, boolean atLeastOne, boolean once) {
        return of("triggered_tags")
                .<ObjectNode>set("triggers", JSON.arrayNode().add(trigger))
                .<ObjectNode>set("tags", array(tags))
                .put("at_least_one", atLeastOne)
                .put("stop_after_first", once);
    }

    /** One tag or more, with only a separator between them, which must not be empty. */
    static ObjectNode separated(List<? extends JsonNode> tags, String separator, boolean once) {
        return of("tags_with_separator")
                .<ObjectNode>set("tags", array(tags))
                .put("separator", separator)
                .put("at_least_one", true)
                .put("stop_after_first", once);
    }

    private static ObjectNode of(String type) {
        return JSON.objectNode().put("type", type);
    }

    private static ArrayNode array(List<? extends JsonNode> elements) {
        return JSON.arrayNode().addAll(elements);
    }
}
