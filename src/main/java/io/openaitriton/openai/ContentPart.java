package io.openaitriton.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * One part of a message whose content is a list.
 *
 * @param type {@code text}, {@code image_url}, {@code input_audio}, {@code file} or {@code refusal}
 * @param text the text, of a part of type {@code text}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ContentPart(String type, String text) {}
