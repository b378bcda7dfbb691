package io.openaitriton.access;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The keys of a file, by their hashes. */
final class Keyring {
    /** Characters; longer ones are not hashed. */
    private static final int LONGEST_KEY = 512;

    private final Map<KeyHash, KeyUse> keys = new HashMap<>();

    private Keyring() {}

    /** @param before the previous keys, whose use goes on; or null */
    static Keyring of(List<ApiKey> keys, Keyring before, RateLimits meters) {
        Map<String, KeyUse> uses = new HashMap<>();
        if (before != null) {
            before.keys.values().forEach(use -> uses.put(use.key().name(), use));
        }
        Keyring ring = new Keyring();
        for (ApiKey key : keys) {
            ring.keys.put(key.hash(), KeyUse.of(key, uses.get(key.name()), meters));
        }
        return ring;
    }

    KeyUse find(String key) {
        return key == null || key.length() > LONGEST_KEY ? null : keys.get(KeyHash.of(key));
    }

    /** Null if no key has this name. */
    KeyUse named(String name) {
        return keys.values().stream()
                .filter(use -> use.key().name().equals(name))
                .findFirst()
                .orElse(null);
    }

    int size() {
        return keys.size();
    }
}
