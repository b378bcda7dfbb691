package io.openaitriton.server;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Origins whose pages may use the gateway from a browser: none, some, or any. */
public final class CorsOrigins {
    // also origins of extensions and desktop applications, such as app://obsidian.md
    private static final Pattern ORIGIN =
            Pattern.compile("[a-z][a-z0-9+.-]*://(?:[a-z0-9._-]+|\\[[0-9a-f:.]+])(?::[0-9]{1,5})?");

    private static final Pattern DEFAULT_PORT = Pattern.compile("http://.*:80|https://.*:443");

    private final boolean any;
    private final Set<String> origins;

    private CorsOrigins(boolean any, Set<String> origins) {
        this.any = any;
        this.origins = origins;
    }

    /**
     * Reads a list.
     *
     * @param list with commas between, or {@code *}; blank for none
     * @throws IllegalArgumentException naming the invalid entry
     */
    public static CorsOrigins parse(String list) {
        List<String> entries = Arrays.stream(list.split(","))
                .map(String::trim)
                .filter(entry -> !entry.isEmpty())
                .toList();
        if (entries.equals(List.of("*"))) {
            return new CorsOrigins(true, Set.of());
        }
        return new CorsOrigins(
                false, entries.stream().map(CorsOrigins::origin).collect(Collectors.toUnmodifiableSet()));
    }

    /** As browsers write it (RFC 6454, 6.2): in lower case, and without the scheme's default port. */
    private static String origin(String entry) {
        String lowerCase = entry.toLowerCase(Locale.ROOT);
        if (!ORIGIN.matcher(lowerCase).matches()) {
            throw new IllegalArgumentException(entry);
        }
        return DEFAULT_PORT.matcher(lowerCase).matches()
                ? lowerCase.substring(0, lowerCase.lastIndexOf(':'))
                : lowerCase;
    }

    boolean isEmpty() {
        return !any && origins.isEmpty();
    }

    boolean isAny() {
        return any;
    }

    /** @param origin as a browser sent it */
    boolean allow(String origin) {
        return any || origins.contains(origin);
    }
}
