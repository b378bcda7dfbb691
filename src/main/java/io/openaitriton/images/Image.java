package io.openaitriton.images;

import java.util.Base64;

/**
 * An image in its encoded form.
 *
 * @param mediaType {@code image/png} and the like
 * @param base64 the bytes in base64, with padding
 */
public record Image(String mediaType, String base64) {

    static Image of(String mediaType, byte[] bytes) {
        return new Image(mediaType, Base64.getEncoder().encodeToString(bytes));
    }

    /** The image as a {@code data:} URL. */
    public String dataUrl() {
        return "data:" + mediaType + ";base64," + base64;
    }
}
