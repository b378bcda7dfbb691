package io.openaitriton.bench.load;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.Map;

/**
 * A target of the load.
 *
 * @param name as in the report
 * @param whole path for whole answers
 * @param streamed path for streams, or null if there are none
 * @param headers headers in addition to the content type
 * @param plain true when it takes no chats but prompts
 * @param model its name in requests
 */
public record Target(
        String name,
        int port,
        String whole,
        String streamed,
        Map<String, String> headers,
        boolean plain,
        String model) {
    static final String CHAT = "/v1/chat/completions";

    private static final String TRITON = "/v2/models/Meta-Llama-3.1-8B-Instruct";
    private static final String MODEL = "llama-3-8b";

    private Target(String name, int port, String whole, String streamed) {
        this(name, port, whole, streamed, Map.of(), false, MODEL);
    }

    static Target triton(String name, int port) {
        return new Target(name, port, TRITON + "/generate", TRITON + "/generate_stream");
    }

    static Target gateway(String name, int port) {
        return new Target(name, port, CHAT, CHAT);
    }

    static Target original(String name, int port) {
        return new Target(name, port, CHAT, null);
    }

    /** Portkey's gateway, whose provider "triton" has plain prompts and whole answers only. */
    static Target portkey(String name, int port, int tritonPort) {
        Map<String, String> headers = Map.of(
                "x-portkey-provider", "triton", "x-portkey-custom-host", "http://127.0.0.1:" + tritonPort + TRITON);
        return new Target(name, port, "/v1/completions", null, headers, true, MODEL);
    }

    /** True for the gateway that is measured, which has more surfaces than one. */
    boolean isGateway() {
        return name.startsWith("gateway");
    }

    /** A request to it, for a whole answer or for a stream. */
    RequestOptions post(boolean stream) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI(stream ? streamed : whole)
                .putHeader("Content-Type", "application/json");
        headers.forEach(options::putHeader);
        return options;
    }

    /** The same for all targets that take chats, but for the model's name: Triton reads none of it. */
    String body(int id, boolean stream) {
        if (plain) {
            return "{\"model\":\"" + model + "\",\"prompt\":\"id=" + id
                    + "; What is the capital of France?\",\"temperature\":0.7}";
        }
        return "{\"model\":\"" + model
                + "\",\"messages\":[{\"role\":\"system\",\"content\":\"You are a helpful assistant\"},"
                + "{\"role\":\"user\",\"content\":\"id=" + id
                + "; What is the capital of France?\"}],\"temperature\":0.7"
                + (stream ? ",\"stream\":true" : "") + "}";
    }
}
