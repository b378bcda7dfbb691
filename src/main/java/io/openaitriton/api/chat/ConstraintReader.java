package io.openaitriton.api.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.Constraint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The output format that a request demands, in any of the fields for it. */
final class ConstraintReader {
    private static final Map<String, String> EXPECTED = Map.of(
            "json", "a JSON schema as an object",
            "json_object", "a boolean",
            "regex", "a string",
            "grammar", "a string",
            "choice", "an array of strings");

    private ConstraintReader() {}

    /**
     * The constraint of a request, or null.
     *
     * @throws ApiException 400, when there are two or one is malformed
     */
    static Constraint read(ChatCompletionRequest request) {
        List<Constraint> all = new ArrayList<>();
        responseFormat(request.responseFormat(), all);
        structuredOutputs(request.structuredOutputs(), all);
        guided("json", request.guidedJson(), all);
        guided("regex", request.guidedRegex(), all);
        guided("choice", request.guidedChoice(), all);
        guided("grammar", request.guidedGrammar(), all);
        if (all.size() > 1) {
            throw ApiException.invalid(
                    all.get(1).field(),
                    "'" + all.get(1).field() + "' cannot be combined with '"
                            + all.get(0).field() + "': an answer can have only one format. Leave one of them out.");
        }
        return all.isEmpty() ? null : all.get(0);
    }

    private static void responseFormat(ResponseFormat format, List<Constraint> all) {
        if (format == null || "text".equals(format.type())) {
            return;
        }
        if ("json_object".equals(format.type())) {
            all.add(new Constraint("json_object", BooleanNode.TRUE, "response_format"));
        } else if ("json_schema".equals(format.type())) {
            JsonNode schema =
                    format.jsonSchema() == null ? null : format.jsonSchema().get("schema");
            if (schema == null || !schema.isObject()) {
                throw ApiException.invalid(
                        "response_format.json_schema.schema",
                        "Missing required parameter: 'response_format.json_schema.schema'. Send a JSON schema.");
            }
            all.add(new Constraint("json", schema, "response_format"));
        } else {
            throw ApiException.invalid(
                    "response_format",
                    "Invalid value for 'response_format': its 'type' must be 'text', 'json_object' or 'json_schema'.");
        }
    }

    private static void structuredOutputs(JsonNode given, List<Constraint> all) {
        if (given == null || given.isNull()) {
            return;
        }
        if (!given.isObject()) {
            throw ApiException.invalid("structured_outputs", "Invalid 'structured_outputs': expected an object.");
        }
        given.properties()
                .forEach(entry -> add(entry.getKey(), entry.getValue(), "structured_outputs." + entry.getKey(), all));
    }

    private static void guided(String kind, Object value, List<Constraint> all) {
        add(kind, OpenAiJson.mapper().valueToTree(value), "guided_" + kind, all);
    }

    private static void add(String kind, JsonNode given, String field, List<Constraint> all) {
        if (given == null || given.isNull()) {
            return;
        }
        JsonNode value = kind.equals("json") && given.isTextual() ? parse(given.textValue()) : given;
        boolean valid = switch (kind) {
            case "json" -> value.isObject();
            case "json_object" -> value.isBoolean();
            case "regex", "grammar" -> value.isTextual();
            case "choice" -> value.isArray() && !value.isEmpty() && strings(value);
            default ->
                throw ApiException.invalid(
                        field,
                        "'" + field + "' is not supported: expected one of 'json', 'json_object', 'regex', 'choice' or"
                                + " 'grammar'.");
        };
        if (!valid) {
            throw ApiException.invalid(
                    field, "Invalid value for '" + field + "': expected " + EXPECTED.get(kind) + ".");
        }
        if (!kind.equals("json_object") || value.booleanValue()) {
            all.add(new Constraint(kind, value, field));
        }
    }

    private static boolean strings(JsonNode list) {
        for (JsonNode element : list) {
            if (!element.isTextual()) {
                return false;
            }
        }
        return true;
    }

    private static JsonNode parse(String json) {
        try {
            return OpenAiJson.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
