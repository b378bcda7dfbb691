package io.openaitriton.page;

import io.openaitriton.generation.ApiException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Keeps pages of other sites from reading this page's data. Browsers send the origin of a request in {@code Sec-Fetch-Site}
 * (Fetch Metadata) and {@code Origin}. Against DNS rebinding, where the browser mistakes the other site for this one, the name in
 * {@code Host} is checked: without API keys it must be {@code localhost} or an IP address, which no other site can use as its
 * name.
 */
final class SameOrigin {
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9a-f:.%]+]");

    private SameOrigin() {}

    /**
     * @param url of the request, with the host as the client wrote it
     * @param keyed whether the request has a known API key, which no other site has
     * @throws ApiException 403
     */
    static void require(String url, String origin, String site, boolean keyed) {
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            throw refused("Pages of other sites may not read this.");
        }
        String authority = authority(url);
        if (origin != null && !authority.equals(authority(origin))) {
            throw refused("Pages of other origins may not read this.");
        }
        if (!keyed && !isLocal(authority)) {
            throw refused(
                    "Without API keys the page answers only at an IP address or localhost, to keep other sites from"
                            + " posing as it. Open it there, or set 'gateway.keys'.");
        }
    }

    private static boolean isLocal(String authority) {
        String host = authority.replaceFirst(":[0-9]*$", "");
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || ADDRESS.matcher(host).matches();
    }

    private static String authority(String url) {
        if (url == null) {
            return "";
        }
        try {
            String authority = new URI(url).getRawAuthority();
            return authority == null ? "" : authority.toLowerCase(Locale.ROOT);
        } catch (URISyntaxException e) {
            return "";
        }
    }

    private static ApiException refused(String message) {
        return ApiException.of(403, "invalid_request_error", null, "other_origin", message, null);
    }
}
