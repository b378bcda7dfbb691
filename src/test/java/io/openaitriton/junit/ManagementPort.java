package io.openaitriton.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;

/** The management port of a gateway under test. */
public record ManagementPort(int port) {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** A port that is free now: Camel takes 0 for that of the main server. */
    public static ManagementPort free() {
        return new ManagementPort(FreePort.find());
    }

    /** Settings of a gateway that listens here, and more pairs of key and value. */
    public String[] settings(String... more) {
        String[] settings = Arrays.copyOf(more, more.length + 4);
        settings[more.length] = "gateway.management-port";
        settings[more.length + 1] = Integer.toString(port);
        settings[more.length + 2] = "triton.ready-interval";
        settings[more.length + 3] = "20";
        return settings;
    }

    public HttpResponse<String> get(String path) {
        return send("GET", path);
    }

    public HttpResponse<String> send(String method, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The sum of all samples of a metric whose labels have all of these texts; 0 when there is none. */
    public double sum(String metric, String... labels) {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(metric + "{") || line.startsWith(metric + " "))
                .filter(line -> Arrays.stream(labels).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
