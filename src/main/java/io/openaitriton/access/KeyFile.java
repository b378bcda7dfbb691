package io.openaitriton.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a key file: one JSON object a line, so that adding a key means adding a line. Empty lines and lines that begin with
 * {@code #} are ignored. docs/access.md has the fields.
 */
final class KeyFile {
    /** Bytes. */
    private static final long MAX_SIZE = 16 << 20;

    private final String source;
    private final List<ApiKey> keys = new ArrayList<>();
    private final Map<String, Integer> names = new HashMap<>();
    private final Map<KeyHash, Integer> hashes = new HashMap<>();
    private int line;

    private KeyFile(String source) {
        this.source = source;
    }

    /**
     * The keys of a file, one or more.
     *
     * @throws IllegalArgumentException naming file, line, entry and field at fault
     */
    static List<ApiKey> read(Path file) {
        List<ApiKey> keys = parse(file.toString(), lines(file));
        if (keys.isEmpty()) {
            // a file that is being written at this moment must not lock everybody out
            throw new IllegalArgumentException(file + " has no keys; add one, or leave 'gateway.keys' empty");
        }
        return keys;
    }

    /** The keys of these lines; errors name {@code source}. */
    static List<ApiKey> parse(String source, List<String> lines) {
        KeyFile keys = new KeyFile(source);
        lines.forEach(keys::add);
        return keys.keys;
    }

    private static List<String> lines(Path file) {
        try {
            if (Files.size(file) > MAX_SIZE) {
                throw new IllegalArgumentException(file + " is longer than " + MAX_SIZE + " bytes");
            }
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("The key file " + file + " does not exist", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("The key file " + file + " cannot be read: " + e, e);
        }
    }

    private void add(String text) {
        line++;
        if (text.isBlank() || text.stripLeading().startsWith("#")) {
            return;
        }
        String place = source + ", line " + line;
        ApiKey key = KeyLine.parse(text, place);
        unused(names, key.name(), place + ", key " + key.name() + ": 'name'");
        unused(hashes, key.hash(), place + ", key " + key.name() + ": 'sha256'");
        keys.add(key);
    }

    private <T> void unused(Map<T, Integer> used, T value, String field) {
        Integer before = used.put(value, line);
        if (before != null) {
            throw new IllegalArgumentException(field + " is already used in line " + before);
        }
    }
}
