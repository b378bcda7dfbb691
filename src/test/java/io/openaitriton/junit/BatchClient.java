package io.openaitriton.junit;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A client of {@code /v1/files} and {@code /v1/batches}.
 *
 * @param url of the gateway
 * @param key null to send none
 */
public record BatchClient(String url, String key) {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    public static final String BOUNDARY = "b0undary";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Set<String> ENDS = Set.of("completed", "failed", "expired", "cancelled");

    /** Without a key. */
    public BatchClient(String url) {
        this(url, null);
    }

    /** A line that asks a chat model. */
    public static String chat(String customId, String content) {
        return line(
                customId,
                "/v1/chat/completions",
                "{\"model\":\"8b\",\"messages\":[{\"role\":\"user\",\"content\":\"" + content + "\"}]}");
    }

    public static String line(String customId, String url, String body) {
        return "{\"custom_id\":\"" + customId + "\",\"method\":\"POST\",\"url\":\"" + url + "\",\"body\":" + body + "}";
    }

    /** Uploads a file; the answer. */
    public HttpResponse<String> post(String filename, String content) {
        String form = field("purpose", "batch") + part("file", filename, content) + "--" + BOUNDARY + "--\r\n";
        return postForm(form);
    }

    public static String field(String name, String value) {
        return "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    public static String part(String name, String filename, String content) {
        return "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"" + filename
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n" + content + "\r\n";
    }

    /** Posts a form whose parts are {@link #field} and {@link #part}. */
    public HttpResponse<String> postForm(String parts) {
        String form = parts.endsWith("--\r\n") ? parts : parts + "--" + BOUNDARY + "--\r\n";
        return send("POST", "/v1/files", "multipart/form-data; boundary=" + BOUNDARY, BodyPublishers.ofString(form));
    }

    /** Uploads a file; its id. */
    public String upload(String content) {
        return json(post("input.jsonl", content)).path("id").asText();
    }

    /** Makes a batch; the answer. */
    public HttpResponse<String> create(String inputFile, String endpoint) {
        return create("{\"input_file_id\":\"" + inputFile + "\",\"endpoint\":\"" + endpoint
                + "\",\"completion_window\":\"24h\",\"metadata\":{\"run\":\"7\"}}");
    }

    public HttpResponse<String> create(String body) {
        return send("POST", "/v1/batches", "application/json", BodyPublishers.ofString(body));
    }

    /** Uploads lines and makes a batch of chats of them; its id. */
    public String begin(List<String> lines) {
        return begin(lines, "/v1/chat/completions");
    }

    public String begin(List<String> lines, String endpoint) {
        return json(create(upload(String.join("\n", lines) + "\n"), endpoint))
                .path("id")
                .asText();
    }

    /** Waits until a batch has ended. */
    public JsonNode awaitEnd(String batch) {
        return await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> batch(batch),
                        state -> ENDS.contains(state.path("status").asText()));
    }

    public JsonNode batch(String id) {
        return json(get("/v1/batches/" + id));
    }

    /** The lines of a file. */
    public List<JsonNode> lines(String file) {
        return get("/v1/files/" + file + "/content")
                .body()
                .lines()
                .map(BatchClient::parse)
                .toList();
    }

    public HttpResponse<String> get(String path) {
        return send("GET", path, null, BodyPublishers.noBody());
    }

    public HttpResponse<String> cancel(String batch) {
        return send("POST", "/v1/batches/" + batch + "/cancel", null, BodyPublishers.noBody());
    }

    public HttpResponse<String> delete(String path) {
        return send("DELETE", path, null, BodyPublishers.noBody());
    }

    public HttpResponse<String> send(String method, String path, String type, BodyPublisher body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(LIMIT).method(method, body);
        if (type != null) {
            request.header("Content-Type", type);
        }
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public static JsonNode json(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return parse(answer.body());
    }

    public static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
