package io.openaitriton.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/**
 * A key that nobody had before: 256 random bits.
 *
 * @param key what the client is given; only its hash is kept
 * @param line for the file of keys
 */
public record NewKey(String key, String line) {
    /** Lets tools that look for leaked secrets know one. */
    static final String PREFIX = "otg-";

    /**
     * Makes one.
     *
     * @param models that it may use; none for all
     * @param requestsPerMinute null for no limit, so for the others
     * @throws IllegalArgumentException naming the field that the file could not have
     */
    public static NewKey of(
            String name, List<String> models, Long requestsPerMinute, Long tokensPerMinute, Long concurrentRequests) {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String key = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        ObjectNode line = new ObjectMapper().createObjectNode();
        line.put("name", name);
        line.put("sha256", KeyHash.of(key).hex());
        if (!models.isEmpty()) {
            ArrayNode list = line.putArray("models");
            models.forEach(list::add);
        }
        put(line, "requests_per_minute", requestsPerMinute);
        put(line, "tokens_per_minute", tokensPerMinute);
        put(line, "concurrent_requests", concurrentRequests);
        KeyFile.parse("the new key", List.of(line.toString()));
        return new NewKey(key, line.toString());
    }

    private static void put(ObjectNode line, String field, Long value) {
        if (value != null) {
            line.put(field, value);
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return line;
    }
}
