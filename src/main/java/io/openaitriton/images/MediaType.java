package io.openaitriton.images;

import java.util.Locale;

/** The type of an image, from the head of a URL or of an answer. */
final class MediaType {
    private MediaType() {}

    /** The type without its parameters, in lower case, or null if it is not an image type. */
    static String image(String text) {
        if (text == null) {
            return null;
        }
        String type = text.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        return type.matches("image/[a-z0-9][a-z0-9.+-]{0,60}") ? type : null;
    }
}
