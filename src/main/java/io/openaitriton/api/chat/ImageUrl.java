package io.openaitriton.api.chat;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * Where the image of a part is. OpenAI's {@code detail} is not here: no backend is told how closely to look.
 *
 * @param url the image itself as {@code data:image/...;base64,...}, or its address
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ImageUrl(String url) {}
