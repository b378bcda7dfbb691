package io.openaitriton.page;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Endpoint;

/** Maps URIs in routes to nodes of the diagram. */
final class Links {
    /** The node of clients. */
    static final String CLIENT = "client";

    private static final String HTTP_IN = "platform-http:";
    private static final Pattern METHOD = Pattern.compile("[?&]httpMethodRestrict=([A-Z,]+)");
    private static final String DIRECT = "direct:";

    private Links() {}

    /** The node of a URI: the name of a {@code direct:} endpoint, else the URI without its options and without credentials. */
    static String target(String uri) {
        String plain = uri.indexOf('?') < 0 ? uri : uri.substring(0, uri.indexOf('?'));
        if (plain.startsWith(DIRECT)) {
            return plain.substring(DIRECT.length()).replaceFirst("^//", "");
        }
        return plain.replaceFirst("^(https?):/*", "$1://").replaceFirst("//[^/@]*@", "//");
    }

    /** Whether it is the target of a call over HTTP. */
    static boolean isCall(String target) {
        return target.startsWith("http://") || target.startsWith("https://");
    }

    /** Scheme, host and port of a call's target. */
    static String server(String target) {
        try {
            URI uri = URI.create(target);
            return uri.getScheme() + "://" + uri.getAuthority();
        } catch (IllegalArgumentException e) {
            return target;
        }
    }

    /** Whether clients send to it over HTTP. */
    static boolean isHttp(Endpoint endpoint) {
        return endpoint != null && endpoint.getEndpointBaseUri().startsWith(HTTP_IN);
    }

    /** Method and path of a client's request, from the route: {@code GET /v1/models/{id}}. */
    static String request(Endpoint endpoint) {
        String path = endpoint.getEndpointBaseUri().substring(HTTP_IN.length()).replaceFirst("^//", "");
        Matcher method = METHOD.matcher(endpoint.getEndpointUri());
        // Camel encodes braces
        return (method.find() ? method.group(1) + " " : "")
                + path.replace("%7B", "{").replace("%7D", "}");
    }
}
