package io.openaitriton.api.chat;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * Where the image of a part is. OpenAI's {@code detail} is left out: no backend has an input for it.
 *
 * @param url the image itself as {@code data:image/...;base64,...}, or its address
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ImageUrl(String url) {}
