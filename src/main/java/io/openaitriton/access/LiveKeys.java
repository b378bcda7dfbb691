package io.openaitriton.access;

import io.openaitriton.watch.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys of a file, read again when it changes. While the file cannot be read or has a mistake, the previous keys stay valid. */
public final class LiveKeys {
    private static final Logger LOG = LoggerFactory.getLogger(LiveKeys.class);

    private final Path file;
    private final RateLimits meters;
    private volatile Keyring keys;
    private Stamp seen;
    /** The mistake found by the last read; null if there was none. */
    private String mistake;

    /** Shows whether a file changed, without reading it. */
    private record Stamp(Object modified, long size, Object id) {}

    /**
     * Reads the file.
     *
     * @throws IllegalArgumentException naming file, line, entry and field at fault
     */
    public LiveKeys(Path file, RateLimits meters) {
        this.file = file;
        this.meters = meters;
        // taken before reading, so that a change during the read is noticed later
        this.seen = stamp();
        this.keys = Keyring.of(KeyFile.read(file), null, meters);
    }

    /** The key that a client presented, or null if it is unknown. {@code key} may be null. */
    public KeyUse find(String key) {
        return keys.find(key);
    }

    /** The key with this name, or null if there is none. */
    public KeyUse named(String name) {
        return keys.named(name);
    }

    /** Number of keys. */
    public int size() {
        return keys.size();
    }

    /** Reads the file again if it has changed. For one thread. */
    public void look() {
        Stamp now = stamp();
        boolean same = Objects.equals(now, seen);
        seen = now;
        // a file that could not be read is read again, because a change of permissions does not show
        if (same && mistake == null) {
            return;
        }
        try {
            keys = Keyring.of(KeyFile.read(file), keys, meters);
            mistake = null;
            LOG.info("API keys: {} in {}", keys.size(), file);
        } catch (RuntimeException | Error e) {
            // errors too: no content of a file may end the polling
            String why = e instanceof IllegalArgumentException
                    ? e.getMessage()
                    : "The key file " + file + " cannot be read: " + Reason.of(e);
            if (!same || !why.equals(mistake)) {
                LOG.error("{}. The previous API keys stay valid.", why);
            }
            mistake = why;
        }
    }

    /** Null if the file does not exist. */
    private Stamp stamp() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException e) {
            return null;
        }
    }
}
