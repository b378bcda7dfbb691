package io.openaitriton.bench.load;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/**
 * What is put under load.
 *
 * @param name as in the report
 * @param whole path for whole answers
 * @param streamed path for streams, or null where there are none
 */
public record Target(String name, int port, String whole, String streamed) {
    private static final String TRITON = "/v2/models/Meta-Llama-3.1-8B-Instruct/";
    private static final String CHAT = "/v1/chat/completions";

    static Target triton(String name, int port) {
        return new Target(name, port, TRITON + "generate", TRITON + "generate_stream");
    }

    static Target gateway(String name, int port) {
        return new Target(name, port, CHAT, CHAT);
    }

    static Target original(String name, int port) {
        return new Target(name, port, CHAT, null);
    }

    /** A request to it, for a whole answer or for a stream. */
    RequestOptions post(boolean stream) {
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI(stream ? streamed : whole)
                .putHeader("Content-Type", "application/json");
    }

    /** The same for all targets: Triton reads none of it. */
    static String body(int id, boolean stream) {
        return "{\"model\":\"llama-3-8b\",\"messages\":[{\"role\":\"system\",\"content\":\"You are a helpful assistant\"},"
                + "{\"role\":\"user\",\"content\":\"id=" + id
                + "; What is the capital of France?\"}],\"temperature\":0.7"
                + (stream ? ",\"stream\":true" : "") + "}";
    }
}
