package io.openaitriton.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** Checks the properties of a model's definition, so that a wrong value fails at startup and not at the first request. */
public final class Allowed {
    private static final int MAX_PORT = 65535;

    private final String model;

    /** @param model name of the model, for the message */
    public Allowed(String model) {
        this.model = model;
    }

    /** @throws IllegalArgumentException naming the property, what it may be, and the value */
    public void atLeast(long min, String property, long value) {
        if (value < min) {
            throw wrong(property, "a whole number of " + min + " or more", String.valueOf(value));
        }
    }

    /** @throws IllegalArgumentException naming the property, what it may be, and the value; also for NaN */
    void between(double min, double max, String property, double value) {
        if (!(value >= min && value <= max)) {
            throw wrong(property, "a number from " + (long) min + " to " + (long) max, String.valueOf(value));
        }
    }

    /** @throws IllegalArgumentException for a number below 1; other texts are checked elsewhere */
    void tokens(String property, String value) {
        if (value.matches("-?[0-9]+") && (value.startsWith("-") || value.matches("0+"))) {
            throw wrong(property, "a whole number of 1 or more", value);
        }
    }

    /** @throws IllegalArgumentException for anything but a format's name, {@code auto} or {@code none}; lists the names */
    void format(String property, String value, List<String> names) {
        if (!value.equals("auto") && !value.equals("none") && !names.contains(value)) {
            throw wrong(property, "auto, none or one of " + String.join(", ", names), "'" + value + "'");
        }
    }

    /** @throws IllegalArgumentException naming the property, what it may be, and the value */
    public void oneOf(List<String> values, String property, String value) {
        if (!values.contains(value)) {
            throw wrong(property, "one of " + String.join(", ", values), "'" + value + "'");
        }
    }

    /**
     * The separator between the model's name and that of an adapter.
     *
     * @throws IllegalArgumentException if it is white space, or part of the model's own name; null and an empty text mean no separator
     */
    void separator(String property, String value) {
        if (value == null || value.isEmpty()) {
            return;
        }
        if (value.isBlank()) {
            throw wrong(property, "a text that is not only white space, or empty", "'" + value + "'");
        }
        if (model.contains(value)) {
            throw wrong(property, "a text that is not in the model's own name", "'" + value + "'");
        }
    }

    /**
     * Address of a Triton server: {@code http://host:port}, with a path before {@code /v2} if a proxy needs one.
     *
     * @throws IllegalArgumentException naming the part that is wrong
     */
    void url(String property, String value) {
        URI url = uri(property, value);
        String scheme = url.getScheme();
        int port = url.getPort();
        // without a host, it is a path, or its host or port is invalid
        if (!("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme)) || url.getHost() == null) {
            throw wrongUrl(property, value);
        }
        if (port == 0 || port > MAX_PORT) {
            throw wrong(property, "an address with a port from 1 to " + MAX_PORT, value);
        }
        if (url.getRawUserInfo() != null) {
            // without the value, which may hold a password
            throw new IllegalArgumentException(
                    "'" + property + "' must not have a user or password in it (model " + model + ")");
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            throw wrong(property, "an address without '?' and '#'", value);
        }
        if (value.endsWith("/") || url.getRawPath().matches("(.*/)?v2(/.*)?")) {
            throw wrong(
                    property,
                    "an address without a slash at the end and without /v2, because the route adds /v2",
                    value);
        }
    }

    private URI uri(String property, String value) {
        try {
            return new URI(value);
        } catch (URISyntaxException e) {
            throw wrongUrl(property, value);
        }
    }

    private IllegalArgumentException wrongUrl(String property, String value) {
        return wrong(property, "http://host:port or https://host:port of a Triton server", "'" + value + "'");
    }

    private IllegalArgumentException wrong(String property, String allowed, String value) {
        return new IllegalArgumentException(
                "'" + property + "' must be " + allowed + ", but is " + value + " (model " + model + ")");
    }
}
