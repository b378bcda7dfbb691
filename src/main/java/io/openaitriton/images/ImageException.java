package io.openaitriton.images;

/** A URL without a usable image. The message is for the client; it reveals nothing about the network behind the gateway. */
public final class ImageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ImageException(String message) {
        super(message);
    }

    ImageException(String message, Throwable cause) {
        super(message, cause);
    }
}
