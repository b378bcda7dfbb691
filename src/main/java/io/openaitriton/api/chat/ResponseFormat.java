package io.openaitriton.api.chat;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The form that the answer must have.
 *
 * @param type {@code text}, {@code json_object} or {@code json_schema}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ResponseFormat(
        String type,

        @JsonDeserialize(as = ObjectNode.class) @JsonProperty("json_schema")
        JsonNode jsonSchema) {}
