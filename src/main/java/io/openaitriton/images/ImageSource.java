package io.openaitriton.images;

/** The images of one request. */
@FunctionalInterface
public interface ImageSource {

    /**
     * The image of a URL.
     *
     * @throws ImageException with words for the client
     */
    Image read(String url);
}
