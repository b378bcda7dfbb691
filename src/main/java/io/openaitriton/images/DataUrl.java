package io.openaitriton.images;

import java.util.Base64;

/** {@code data:image/png;base64,...}: a URL that is the image itself (RFC 2397). */
final class DataUrl {
    private static final String SCHEME = "data:";
    private static final String BASE64 = ";base64";

    private DataUrl() {}

    static boolean is(String url) {
        return url.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /** @throws ImageException if it is not an image, or is too large */
    static byte[] bytes(String url, int maxBytes) {
        int comma = url.indexOf(',');
        String head = comma < 0 ? "" : url.substring(SCHEME.length(), comma);
        int from = head.length() - BASE64.length();
        if (comma < 0 || from < 0 || !head.regionMatches(true, from, BASE64, 0, BASE64.length())) {
            throw new ImageException("expected a 'data:' URL of the form data:image/png;base64,...");
        }
        // checked before decoding: four characters are three bytes
        if ((url.length() - comma - 1) / 4 * 3L > maxBytes + 2L) {
            throw ImageReader.tooLarge();
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(url.substring(comma + 1));
            if (bytes.length > 0) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // the decoder's message quotes its input
            throw new ImageException("its 'data:' URL is not valid base64");
        }
        throw new ImageException("the image is empty");
    }

    /** @throws ImageException if it is not an image type */
    static String mediaType(String url) {
        String type = MediaType.image(url.substring(SCHEME.length(), Math.max(SCHEME.length(), url.indexOf(','))));
        if (type == null) {
            throw new ImageException("its media type must be image/*");
        }
        return type;
    }
}
