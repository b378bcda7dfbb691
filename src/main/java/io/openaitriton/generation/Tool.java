package io.openaitriton.generation;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A tool that the model may call.
 *
 * @param name of it
 * @param parameters JSON schema of its arguments, an object; null for a tool that takes none
 * @param strict whether its arguments must follow the schema
 */
public record Tool(String name, JsonNode parameters, boolean strict) {}
