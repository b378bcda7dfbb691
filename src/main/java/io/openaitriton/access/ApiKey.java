package io.openaitriton.access;

import java.util.Set;

/**
 * An API key as the file of keys has it.
 *
 * @param name what logs, metrics and errors call it
 * @param models names of the definitions that it may use, or null for all
 * @param requestsPerMinute null for no limit; so for the two below
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
