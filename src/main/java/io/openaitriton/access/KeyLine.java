package io.openaitriton.access;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** A line of a key file. Errors never quote a value: it may be a key that somebody put in place of its hash. */
final class KeyLine {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Set<String> FIELDS =
            Set.of("name", "sha256", "models", "requests_per_minute", "tokens_per_minute", "concurrent_requests");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode json;
    private String place;

    private KeyLine(JsonNode json, String place) {
        this.json = json;
        this.place = place;
    }

    /**
     * The key of a line.
     *
     * @param place the beginning of every error message
     * @throws IllegalArgumentException naming the field at fault
     */
    static ApiKey parse(String text, String place) {
        return new KeyLine(json(text, place), place).key();
    }

    private ApiKey key() {
        String name = name();
        place += ", key " + name;
        json.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                throw wrong(field, "is unknown; expected one of " + FIELDS);
            }
        });
        Long concurrent = number("concurrent_requests");
        return new ApiKey(
                name,
                hash(),
                models(),
                number("requests_per_minute"),
                number("tokens_per_minute"),
                concurrent == null ? null : concurrent.intValue());
    }

    private static JsonNode json(String text, String place) {
        try {
            JsonNode json = JSON.readTree(text);
            if (json.isObject()) {
                return json;
            }
            throw new IllegalArgumentException(place + ": expected a JSON object");
        } catch (JsonProcessingException e) {
            // without the parser's own words, which may quote the line
            throw new IllegalArgumentException(place + ": invalid JSON at column "
                    + (e.getLocation() == null ? 1 : e.getLocation().getColumnNr()));
        }
    }

    private String name() {
        JsonNode name = json.path("name");
        if (!name.isTextual() || !NAME.matcher(name.textValue()).matches()) {
            throw wrong("name", "must be 1 to 64 letters, digits, '.', '_' and '-', and begin with a letter or digit");
        }
        return name.textValue();
    }

    private KeyHash hash() {
        JsonNode text = json.path("sha256");
        KeyHash hash = text.isTextual() ? KeyHash.parse(text.textValue()) : null;
        if (hash == null) {
            throw wrong("sha256", "must be the SHA-256 of the key, 64 hexadecimal digits");
        }
        return hash;
    }

    private Set<String> models() {
        JsonNode list = json.get("models");
        if (list == null) {
            return null;
        }
        Set<String> models = new HashSet<>();
        list.forEach(model -> models.add(model.isTextual() ? model.textValue() : ""));
        if (!list.isArray() || models.isEmpty() || models.contains("")) {
            throw wrong("models", "must be a list of model names; leave it out to allow all models");
        }
        return Set.copyOf(models);
    }

    private Long number(String field) {
        JsonNode number = json.get(field);
        if (number == null) {
            return null;
        }
        if (!number.canConvertToExactIntegral() || number.asLong() < 1 || number.asLong() > Integer.MAX_VALUE) {
            throw wrong(field, "must be a whole number from 1 to " + Integer.MAX_VALUE + "; leave it out for no limit");
        }
        return number.asLong();
    }

    private IllegalArgumentException wrong(String field, String why) {
        return new IllegalArgumentException(place + ": '" + field + "' " + why);
    }
}
