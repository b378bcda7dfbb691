package io.openaitriton.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/**
 * A new API key: 256 random bits.
 *
 * @param key the key for the client; the gateway stores only its hash
 * @param line for the file of keys
 */
public record NewKey(String key, String line) {
    /** A prefix by which scanners for leaked secrets recognise a key. */
    static final String PREFIX = "otg-";

    /**
     * Makes one.
     *
     * @param models that it may use; none for all
     * @param requestsPerMinute null for no limit; the same for the others
     * @throws IllegalArgumentException naming the invalid field
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
