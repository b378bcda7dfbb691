package io.openaitriton.simulator.core;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Maps the JSON body of a generate request to a model's inputs, as Triton's generate extension does, with its error texts. */
public final class GenerateRequestParser {
    private static final String PARAMETERS = "parameters";

    private final Map<String, List<JsonNode>> tensors = new HashMap<>();
    private final Map<String, JsonNode> parameters = new HashMap<>();
    private String requestId = "";

    private final ModelConfig config;

    private GenerateRequestParser(ModelConfig config) {
        this.config = config;
    }

    /** A key of the body. Kept as a list, because Triton refuses repeated inputs, which a JSON tree would drop. */
    private record Member(String name, JsonNode value, List<Member> nested) {}

    /** @throws TritonError with Triton's error text */
    public static ModelInputs parse(byte[] body, String model, ModelConfig config) {
        String syntaxError = JsonSyntax.firstError(body);
        if (syntaxError != null) {
            throw internal("failed to parse the request JSON buffer: " + syntaxError);
        }
        return new GenerateRequestParser(config).convert(read(body), model);
    }

    private ModelInputs convert(List<Member> members, String model) {
        for (Member member : members) {
            if (member.name.equals("id")) {
                if (!member.value.isTextual()) {
                    throw internal("Unable to parse 'id': attempt to access JSON non-string as string");
                }
                requestId = member.value.textValue();
            }
        }
        for (Member member : members) {
            if (!member.name.equals(PARAMETERS)) {
                accept(member.name, member.value);
            } else if (member.nested == null) {
                throw internal("Expected JSON object for keyword: 'parameters':"
                        + " attempt to access JSON non-object as object");
            } else {
                acceptNested(member.nested);
            }
        }
        new InputValidator(model, config, tensors, logId()).check();
        return new ModelInputs(requestId, tensors, parameters);
    }

    private void acceptNested(List<Member> members) {
        try {
            for (Member member : members) {
                accept(member.name, member.value);
            }
        } catch (TritonError e) {
            throw e.within("Converting keyword: 'parameters'");
        }
    }

    private void accept(String name, JsonNode value) {
        Tensor tensor = config.input(name);
        if (tensor == null) {
            if (!value.isTextual() && !value.isNumber() && !value.isBoolean()) {
                throw invalid(
                        "parameter '" + name + "' has invalid type. It should be either 'int', 'bool', or 'string'.");
            }
            // unlike an input, a parameter may come again
            parameters.put(name, value);
        } else if (tensors.put(name, TensorReader.elements(tensor, value, config.isBatching())) != null) {
            throw invalid(logId() + "input '" + name + "' already exists in request");
        }
    }

    private String logId() {
        return "[request id: " + (requestId.isEmpty() ? "<id_unknown>" : requestId) + "] ";
    }

    private static List<Member> read(byte[] body) {
        // decoded here, not by Jackson, because Triton lets invalid UTF-8 pass
        try (JsonParser parser = Json.MAPPER.createParser(new String(body, StandardCharsets.UTF_8))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw internal("attempt to get members for non-object");
            }
            return members(parser, true);
        } catch (IOException e) {
            throw internal("failed to parse the request JSON buffer: " + e.getMessage());
        }
    }

    private static List<Member> members(JsonParser parser, boolean top) throws IOException {
        List<Member> members = new ArrayList<>();
        Map<String, Member> firsts = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            boolean nests = parser.nextToken() == JsonToken.START_OBJECT && top && name.equals(PARAMETERS);
            Member member = nests
                    ? new Member(name, null, members(parser, false))
                    : new Member(name, parser.readValueAsTree(), null);
            // Triton looks up values by name, so the first of a repeated key always counts
            Member first = firsts.putIfAbsent(name, member);
            members.add(first == null ? member : first);
        }
        return members;
    }

    private static TritonError internal(String text) {
        return TritonError.beforeModel(500, text);
    }

    private static TritonError invalid(String text) {
        return TritonError.beforeModel(400, text);
    }
}
