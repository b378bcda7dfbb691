package io.openaitriton.api.chat;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One part of a message whose content is a list.
 *
 * @param type {@code text}, {@code image_url}, {@code input_audio}, {@code file} or {@code refusal}
 * @param text the text, of a part of type {@code text}
 * @param imageUrl where the image is, of a part of type {@code image_url}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ContentPart(
        String type, String text, @JsonProperty("image_url") ImageUrl imageUrl) {

    /** A part without an image. */
    public ContentPart(String type, String text) {
        this(type, text, null);
    }

    /** True for a part of type {@code image_url}. */
    @JsonIgnore
    public boolean isImage() {
        return "image_url".equals(type);
    }
}
