package io.openaitriton.images;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The hosts from which images may be fetched, and the form of their URLs. */
final class AllowedHosts {
    private static final Pattern ENTRY =
            Pattern.compile("(\\*\\.)?([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\\[[0-9a-f:.]+])(:([0-9]{1,5}))?");

    private record Entry(boolean anyBelow, String host, int port) {
        boolean matches(String asked, int askedPort) {
            boolean known = anyBelow ? asked.endsWith("." + host) : asked.equals(host);
            return known && (port < 0 ? askedPort == 80 || askedPort == 443 : askedPort == port);
        }
    }

    private final List<Entry> entries = new ArrayList<>();

    /**
     * @param text names such as {@code example.org}, {@code *.example.org} (every host below it) or {@code
     *     example.org:8080}, separated by white space or commas
     * @throws IllegalArgumentException naming an invalid entry
     */
    AllowedHosts(String text) {
        for (String word : text.strip().toLowerCase(Locale.ROOT).split("[\\s,]+")) {
            Matcher entry = ENTRY.matcher(word);
            if (!entry.matches()) {
                throw new IllegalArgumentException(
                        "'imageHosts' must be names such as example.org, *.example.org or example.org:8080, but has '"
                                + word + "'");
            }
            int port = entry.group(5) == null ? -1 : Integer.parseInt(entry.group(5));
            if (port == 0 || port > 65535) {
                throw new IllegalArgumentException(
                        "'imageHosts' must have ports from 1 to 65535, but has '" + word + "'");
            }
            entries.add(new Entry(entry.group(1) != null, entry.group(2), port));
        }
    }

    /**
     * The URL without its fragment, if it may be fetched.
     *
     * @throws ImageException when it may not
     */
    URI require(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new ImageException("its URL is not valid");
        }
        // without a host, the authority is something that Java and other parsers read differently
        if (uri.getHost() == null) {
            throw new ImageException("its URL is not valid");
        }
        if (uri.getRawUserInfo() != null) {
            throw new ImageException("its URL must not have a user name");
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        if (entries.stream().noneMatch(entry -> entry.matches(host, port(uri)))) {
            throw new ImageException(
                    "the gateway does not fetch images from the host of its URL; send it as a 'data:' URL");
        }
        // signatures of cloud URLs cover the host as the client wrote it, so no default port is added
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return URI.create(scheme + "://" + host + port + path + query);
    }

    static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }
}
