package io.openaitriton.access;

import java.util.Set;

/**
 * An API key, as the key file defines it.
 *
 * @param name name in logs, metrics and errors
 * @param models names of the models that it may use; null for all
 * @param requestsPerMinute null for no limit; the same for the next two
 * @param tokensPerMinute of prompts and answers
 * @param concurrentRequests at a time
 */
public record ApiKey(
        String name,
        KeyHash hash,
        Set<String> models,
        Long requestsPerMinute,
        Long tokensPerMinute,
        Integer concurrentRequests) {

    /** The SHA-256 of the key, in hexadecimal digits: the same for no other key. */
    public String fingerprint() {
        return hash.hex();
    }

    /** Whether it may use the model of this name. */
    public boolean allows(String model) {
        return models == null || models.contains(model);
    }
}
