package io.openaitriton.call;

import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of an answer after its last event. It is read so that the connection can be reused. It follows the last event
 * immediately, unless Triton has lost it.
 */
final class AnswerEnd {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerEnd.class);

    /** Longest wait for the end. */
    private static final long MILLIS = 250;

    private static final int MAX_READS = 4;

    private AnswerEnd() {}

    /**
     * Reads the end.
     *
     * @param timeouts of the answer; null for none
     * @return false if it does not come
     */
    static boolean read(InputStream answer, CallTimeouts timeouts) {
        if (timeouts != null) {
            timeouts.idleTimeout(MILLIS);
        }
        byte[] rest = new byte[256];
        try {
            for (int i = 0; i < MAX_READS; i++) {
                if (answer.read(rest) < 0) {
                    return true;
                }
            }
        } catch (IOException e) {
            LOG.debug("Triton did not end the stream of a complete answer", e);
        }
        return false;
    }
}
