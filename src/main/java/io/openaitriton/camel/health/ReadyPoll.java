package io.openaitriton.camel.health;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/**
 * Asks one Triton whether it is ready to run one model: {@code GET /v2/models/<model>/ready} of the KServe protocol, of which only the
 * status counts. Not for the path of a request: whoever has one polls it in the background and reads what it said last.
 */
public final class ReadyPoll {
    private final URI uri;
    private final int timeout;
    private volatile boolean ready;

    /**
     * @param url address of Triton, {@code http://host:port}
     * @param timeout longest wait to connect, and to read, in milliseconds
     */
    public ReadyPoll(String url, String model, int timeout) {
        this.uri = URI.create(url + "/v2/models/" + model + "/ready");
        this.timeout = timeout;
    }

    /** What the last poll found; false before the first. */
    public boolean isReady() {
        return ready;
    }

    /** Asks now, and returns what was found: false also when there is no answer in time. */
    public boolean poll() {
        ready = ask();
        return ready;
    }

    private boolean ask() {
        HttpURLConnection connection = null;
        try {
            connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setConnectTimeout(timeout);
            connection.setReadTimeout(timeout);
            connection.setInstanceFollowRedirects(false);
            return connection.getResponseCode() == 200;
        } catch (IOException | RuntimeException | Error e) {
            return false;
        } finally {
            // the body is not wanted, however long it may be
            if (connection != null) {
                connection.disconnect();
            }
        }
    }
}
