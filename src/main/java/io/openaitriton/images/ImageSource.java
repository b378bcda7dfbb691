package io.openaitriton.images;

/** The images of one request. */
@FunctionalInterface
public interface ImageSource {

    /**
     * The image of a URL.
     *
     * @throws ImageException with a message for the client
     */
    Image read(String url);
}
