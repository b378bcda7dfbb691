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

    /** Whether it may use the model of this name. */
    public boolean allows(String model) {
        return models == null || models.contains(model);
    }
}
