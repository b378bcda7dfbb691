package io.openaitriton.real;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.triton.dialect.MappingRows;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The values that inputs of a model must have for a row of the table in docs/mapping.md: the field's own, unless they are listed here. */
final class MappedValues {
    /** Row, input or its key, value. A string that is JSON itself is written as that JSON. */
    private static final Map<String, JsonNode> OTHERS = read("""
            messages (images)                | text_input                             | "<image>"
            messages (images)                | image                                  | "QUJD"
            messages (images)                | image_url                              | "data:image/png;base64,QUJD"
            logprobs                         | return_logprobs                        | true
            logprobs                         | sampling_parameters.logprobs           | 0
            top_logprobs                     | return_logprobs                        | true
            top_logprobs                     | sampling_parameters.logprobs           | 2
            response_format (json_object)    | sampling_parameters.structured_outputs | {"json_object":true}
            response_format (json_object)    | guided_decoding_guide_type             | "json"
            response_format (json_schema)    | sampling_parameters.structured_outputs | {"json":{"a":1}}
            response_format (json_schema)    | guided_decoding_guide_type             | "json_schema"
            response_format (json_schema)    | guided_decoding_guide                  | {"a":1}
            structured_outputs (json)        | sampling_parameters.structured_outputs | {"json":{"a":1}}
            structured_outputs (json)        | guided_decoding_guide_type             | "json_schema"
            structured_outputs (json)        | guided_decoding_guide                  | {"a":1}
            structured_outputs (json_object) | sampling_parameters.structured_outputs | {"json_object":true}
            structured_outputs (json_object) | guided_decoding_guide_type             | "json"
            structured_outputs (regex)       | sampling_parameters.structured_outputs | {"regex":"a"}
            structured_outputs (regex)       | guided_decoding_guide_type             | "regex"
            structured_outputs (regex)       | guided_decoding_guide                  | "a"
            structured_outputs (choice)      | sampling_parameters.structured_outputs | {"choice":["a"]}
            structured_outputs (grammar)     | sampling_parameters.structured_outputs | {"grammar":"a"}
            structured_outputs (grammar)     | guided_decoding_guide_type             | "ebnf_grammar"
            structured_outputs (grammar)     | guided_decoding_guide                  | "a"
            guided_json                      | sampling_parameters.structured_outputs | {"json":{"a":1}}
            guided_json                      | guided_decoding_guide_type             | "json_schema"
            guided_json                      | guided_decoding_guide                  | {"a":1}
            guided_regex                     | sampling_parameters.structured_outputs | {"regex":"a"}
            guided_regex                     | guided_decoding_guide_type             | "regex"
            guided_regex                     | guided_decoding_guide                  | "a"
            guided_choice                    | sampling_parameters.structured_outputs | {"choice":["a"]}
            guided_grammar                   | sampling_parameters.structured_outputs | {"grammar":"a"}
            guided_grammar                   | guided_decoding_guide_type             | "ebnf_grammar"
            guided_grammar                   | guided_decoding_guide                  | "a"
            lora_name (a number)             | lora_task_id                           | 7
            """);

    private MappedValues() {}

    /** What the input must be, in the form of {@link #plain}. */
    static JsonNode expected(MappingRows.Row row, String input) throws JsonProcessingException {
        JsonNode other = OTHERS.get(row.name() + "|" + input);
        return plain(
                other != null
                        ? other
                        : json("{" + row.fields() + "}").get(row.name().replaceFirst(" .*", "")));
    }

    /** A value without what differs by the kind of the input: a list of one is its element, JSON in a string is that JSON, a number has single precision. */
    static JsonNode plain(JsonNode value) throws JsonProcessingException {
        if (value.isArray() && value.size() == 1) {
            return plain(value.get(0));
        }
        if (value.isTextual() && value.textValue().startsWith("{")) {
            return json(value.textValue());
        }
        return value.isNumber() ? OpenAiJson.mapper().getNodeFactory().numberNode(value.floatValue()) : value;
    }

    /** The inputs that a model got, by name; those within another with its name before them. */
    static Map<String, JsonNode> inputs(JsonNode call) throws JsonProcessingException {
        Map<String, JsonNode> inputs = new LinkedHashMap<>();
        call.get("tensors").properties().forEach(tensor -> inputs.put(tensor.getKey(), tensor.getValue()));
        call.get("parameters").properties().forEach(one -> inputs.put("parameters." + one.getKey(), one.getValue()));
        JsonNode sampling = inputs.remove("sampling_parameters");
        if (sampling != null) {
            OpenAiJson.mapper()
                    .readTree(sampling.get(0).textValue())
                    .properties()
                    .forEach(one -> inputs.put("sampling_parameters." + one.getKey(), one.getValue()));
        }
        return inputs;
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return OpenAiJson.mapper().readTree(text);
    }

    private static Map<String, JsonNode> read(String table) {
        Map<String, JsonNode> values = new HashMap<>();
        for (String line : table.lines().toList()) {
            String[] cells = line.split(" *\\| *", 3);
            try {
                values.put(cells[0] + "|" + cells[1], json(cells[2]));
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(line, e);
            }
        }
        return values;
    }
}
