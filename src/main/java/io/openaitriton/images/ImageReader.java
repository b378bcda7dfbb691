package io.openaitriton.images;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Reads the images of one request, one after the other. The limits are for all images of a request in total: a thousand images do
 * not get a thousand times the memory and time.
 */
public final class ImageReader implements ImageSource {
    private final ImageFetcher fetcher;
    private final Consumer<Runnable> onCall;
    private final Deadline deadline;
    private int bytesLeft;

    /**
     * A reader of {@code data:} URLs only.
     *
     * @param maxBytes bytes of all images together
     */
    public static ImageReader ofDataUrls(int maxBytes) {
        return new ImageReader(null, maxBytes, Duration.ZERO, call -> {});
    }

    /**
     * @param fetcher fetches http and https URLs; null to refuse them
     * @param maxBytes bytes of all images together
     * @param timeout time for all fetches in total, from the first
     * @param onCall gets an action that ends each call from outside
     */
    public ImageReader(ImageFetcher fetcher, int maxBytes, Duration timeout, Consumer<Runnable> onCall) {
        this.fetcher = fetcher;
        this.bytesLeft = maxBytes;
        this.deadline = new Deadline(timeout);
        this.onCall = onCall;
    }

    @Override
    public Image read(String url) {
        String mediaType;
        byte[] bytes;
        if (DataUrl.is(url)) {
            bytes = DataUrl.bytes(url, bytesLeft);
            mediaType = DataUrl.mediaType(url);
        } else if (!url.regionMatches(true, 0, "http:", 0, 5) && !url.regionMatches(true, 0, "https:", 0, 6)) {
            throw new ImageException("its URL must begin with data:, http: or https:");
        } else if (fetcher == null) {
            throw new ImageException("this model takes images only as 'data:' URLs");
        } else {
            ImageFetcher.Fetched fetched = fetcher.fetch(url, bytesLeft, deadline, onCall);
            mediaType = fetched.mediaType();
            bytes = fetched.bytes();
        }
        if (bytes.length > bytesLeft) {
            throw tooLarge();
        }
        bytesLeft -= bytes.length;
        return Image.of(mediaType, bytes);
    }

    static ImageException tooLarge() {
        return new ImageException("the images of this request are larger in total than this model takes");
    }
}
