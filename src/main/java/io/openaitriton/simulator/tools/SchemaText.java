package io.openaitriton.simulator.tools;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Strings of a JSON schema. */
final class SchemaText {
    /** A text that the user's words do not have. */
    static final String MADE_UP = "simulated";

    private static final int MAX_LENGTH = 100_000;

    private SchemaText() {}

    static String of(JsonNode schema, String name, Hints hints) {
        String said = hints.text(name, schema.path("description").asText());
        int least = Math.min(schema.path("minLength").asInt(), MAX_LENGTH);
        int most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
        if (schema.path("pattern").isTextual()) {
            String pattern = schema.get("pattern").textValue();
            return said != null && matches(pattern, said) ? said : PatternText.of(pattern, least);
        }
        String format = formatted(schema.path("format").asText());
        return sized(format != null ? format : said != null ? said : MADE_UP, least, most);
    }

    /** Whether neither a pattern nor a format says what it looks like. */
    static boolean isPlain(JsonNode schema) {
        return !schema.has("pattern") && formatted(schema.path("format").asText()) == null;
    }

    /** Whether the user's words have it. */
    static boolean isSaid(JsonNode schema, String name, Hints hints) {
        String said = hints.text(name, schema.path("description").asText());
        int length = said == null ? 0 : said.length();
        return said != null
                && hints.isKnown(name)
                && !said.equals(hints.message())
                && hints.message().contains(said)
                && length >= schema.path("minLength").asInt()
                && length <= schema.path("maxLength").asInt(Integer.MAX_VALUE);
    }

    private static boolean matches(String pattern, String text) {
        try {
            return Pattern.compile(pattern).matcher(text).find();
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    private static String sized(String text, int least, int most) {
        String padded = text.length() < least ? text + "x".repeat(least - text.length()) : text;
        return padded.length() > most ? padded.substring(0, Math.max(0, most)) : padded;
    }

    private static String formatted(String format) {
        return switch (format) {
            case "date" -> "2026-01-31";
            case "date-time" -> "2026-01-31T12:00:00Z";
            case "time" -> "12:00:00Z";
            case "duration" -> "P1D";
            case "email", "idn-email" -> "user@example.com";
            case "hostname", "idn-hostname" -> "example.com";
            case "ipv4" -> "192.0.2.1";
            case "ipv6" -> "2001:db8::1";
            case "uri", "url", "iri", "uri-reference", "iri-reference" -> "https://example.com/";
            case "uuid" -> "00000000-0000-4000-8000-000000000000";
            case "regex" -> ".*";
            case "json-pointer" -> "/a";
            default -> null;
        };
    }
}
