package io.openaitriton.standalone;

import io.openaitriton.server.CorsOrigins;
import io.openaitriton.server.PagePort;
import io.openaitriton.threads.VirtualThreads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.apache.camel.CamelContext;

/** The settings of a standalone gateway. A wrong value is reported with its name, before anything is started. */
final class Settings {
    private final CamelContext context;

    Settings(CamelContext context) {
        this.context = context;
    }

    /**
     * Checks values that Camel would change silently, or notice too late.
     *
     * @throws IllegalArgumentException naming the setting at fault
     */
    void check() {
        integer("camel.server.maxBodySize", 1);
        checkOfRoutes();
        bool("gateway.reload");
        bool("gateway.allow-anonymous");
        bool("gateway.page");
        if (bool("camel.server.enabled")) {
            address(text("camel.server.host"), port("camel.server.port"));
            requireKeysOrLoopback();
            corsOrigins();
            integer("gateway.sse-heartbeat", 0);
            if (text("gateway.tls.certificate").isBlank()
                    != text("gateway.tls.key").isBlank()) {
                throw new IllegalArgumentException(
                        "'gateway.tls.certificate' and 'gateway.tls.key' must be set together: set both, or neither");
            }
        }
        int management = port("gateway.management-port");
        if (management != 0) {
            if (management == port("camel.server.port")) {
                throw wrong(
                        "gateway.management-port",
                        text("gateway.management-port"),
                        "a port other than 'camel.server.port'");
            }
            address(text("gateway.management-host"), management);
        }
    }

    /**
     * Checks the settings that routes read, which may change while the gateway runs; beans check their own.
     *
     * @throws IllegalArgumentException naming the setting at fault
     */
    void checkOfRoutes() {
        oneOf("openai.unknown-model", "default", "refuse");
        integer("triton.connect-timeout", 1);
        integer("triton.first-byte-timeout", 1);
        integer("triton.idle-timeout", 1);
        integer("triton.total-timeout", 0);
        integer("triton.idle-connection", 1);
        integer("triton.connection-age", 0);
        bool("openai.strict-limits");
        oneOf("openai.hosted-tools", "ignore", "refuse");
        bool("openai.response-store");
        integer("openai.response-store-bytes", 1);
        integer("openai.response-store-largest", 1);
        integer("openai.response-store-ttl", 1);
        integer("openai.response-store-timeout", 1);
        oneOf("openai.reasoning-field", "reasoning_content", "reasoning", "both");
        integer("gateway.max-requests", 1);
        integer("openai.max-messages", 1);
        integer("gateway.write-timeout", 1);
        integer("openai.batch-parallel", 1);
        integer("openai.batch-retries", 0);
        integer("openai.batch-max-lines", 1);
        integer("openai.batch-max-file-size", 1);
        integer("gateway.limits-timeout", 1);
    }

    /** Keeps users from opening the gateway to the network by accident. */
    private void requireKeysOrLoopback() {
        boolean allowed =
                bool("gateway.allow-anonymous") || !text("gateway.keys").isBlank();
        String host = text("camel.server.host");
        if (!allowed && !isLoopback(host)) {
            throw new IllegalArgumentException("On " + host + ", anybody who reaches the gateway could use its"
                    + " models: set 'gateway.keys', or 'gateway.allow-anonymous = true' if you want that");
        }
    }

    /** Whether only this machine can connect to this address. */
    static boolean isLoopback(String host) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return false;
        }
    }

    CorsOrigins corsOrigins() {
        String key = "gateway.cors-origins";
        try {
            return CorsOrigins.parse(text(key));
        } catch (IllegalArgumentException e) {
            throw wrong(key, e.getMessage(), "*, or origins such as https://app.example.com separated by commas");
        }
    }

    /** Most concurrent requests: at most the number of threads, on a JDK without virtual threads. */
    int maxRequests() {
        int threads = integer("gateway.threads", 1);
        int requests = integer("gateway.max-requests", 1);
        return VirtualThreads.exist() ? requests : Math.min(threads, requests);
    }

    /** Most bytes of a request's headers, enough in any case for those that every client sends. */
    int maxHead() {
        return integer("gateway.max-head-size", 1024);
    }

    PagePort pagePort() {
        return new PagePort(bool("gateway.page"), integer("gateway.management-port", 0));
    }

    String text(String key) {
        return context.resolvePropertyPlaceholders("{{" + key + "}}");
    }

    int integer(String key, int min) {
        return integer(key, min, Integer.MAX_VALUE, "a whole number of " + min + " or more");
    }

    /** A TCP port; 0 is any, or none. */
    int port(String key) {
        return integer(key, 0, 65535, "a port from 0 to 65535");
    }

    private int integer(String key, int min, int max, String expected) {
        String value = text(key).trim();
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw wrong(key, value, expected);
    }

    /** 0 or more. */
    double decimal(String key) {
        String value = text(key).trim();
        try {
            double number = Double.parseDouble(value);
            if (number >= 0 && Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw wrong(key, value, "a number of 0 or more");
    }

    boolean bool(String key) {
        return Boolean.parseBoolean(oneOf(key, "true", "false"));
    }

    String oneOf(String key, String... values) {
        String value = text(key).trim();
        if (!List.of(values).contains(value)) {
            throw wrong(key, value, String.join(" or ", values));
        }
        return value;
    }

    /** Fails if it cannot listen: Camel's HTTP server only logs that, and the gateway would go on without it. */
    private static void address(String host, int port) {
        try (ServerSocket free = new ServerSocket()) {
            free.setReuseAddress(true);
            free.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("The gateway cannot listen on " + host + ": unknown host", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The gateway cannot listen on " + host + ":" + port + ": " + e.getMessage(), e);
        }
    }

    private static IllegalArgumentException wrong(String key, String value, String expected) {
        return new IllegalArgumentException("'" + key + "' must be " + expected + ", but is '" + value + "'");
    }
}
