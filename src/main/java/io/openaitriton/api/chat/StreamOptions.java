package io.openaitriton.api.chat;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Options of a streamed answer.
 *
 * @param includeUsage true asks for one more chunk, with the usage and without choices, before {@code [DONE]}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record StreamOptions(@JsonProperty("include_usage") Boolean includeUsage) {}
