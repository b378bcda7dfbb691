package io.openaitriton.junit;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;

/** An API as its clients use it. */
public enum Api {
    CHAT("/v1/chat/completions", "chat", "max_tokens", 503) {
        @Override
        String conversation(String text) {
            return "\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]";
        }

        @Override
        public String end() {
            return "data: [DONE]\n\n";
        }

        @Override
        public String error(String type) {
            return "data: {\"error\":{\"message\":";
        }
    },
    RESPONSES("/v1/responses", "responses", "max_output_tokens", 503) {
        @Override
        String conversation(String text) {
            return "\"input\":\"" + text + "\"";
        }

        @Override
        public String end() {
            return "event: response.completed\ndata: ";
        }

        @Override
        public String error(String type) {
            return "event: error\ndata: {\"type\":\"error\",\"sequence_number\":";
        }
    },
    MESSAGES("/v1/messages", "messages", "max_tokens", 529) {
        @Override
        String conversation(String text) {
            return "\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]";
        }

        @Override
        public String end() {
            return "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
        }

        @Override
        public String error(String type) {
            return "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":";
        }
    };

    private final String path;
    private final String operation;
    private final String maxTokens;
    private final int overloaded;

    Api(String path, String operation, String maxTokens, int overloaded) {
        this.path = path;
        this.operation = operation;
        this.maxTokens = maxTokens;
        this.overloaded = overloaded;
    }

    public String path() {
        return path;
    }

    /** The edge's operation. */
    public String operation() {
        return operation;
    }

    /** The status of an overload. */
    public int overloaded() {
        return overloaded;
    }

    /** The field that limits the answer. */
    public String maxTokens() {
        return maxTokens;
    }

    abstract String conversation(String text);

    /** What is in the last event of a stream. */
    public abstract String end();

    /** The beginning of the event for a failure within a stream; {@code type} is Anthropic's. */
    public abstract String error(String type);

    /** A request with one message of the user's, for the 8B model. */
    public String request(String text, boolean stream, int tokens) {
        return request("8b", text, stream, tokens);
    }

    /** A request with one message of the user's. */
    public String request(String model, String text, boolean stream, int tokens) {
        return "{\"model\":\"" + model + "\",\"" + maxTokens + "\":" + tokens + (stream ? ",\"stream\":true," : ",")
                + conversation(text) + "}";
    }

    /** A POST of this JSON; {@code headers} are pairs of name and value. */
    public HttpRequest post(GatewayServer gateway, String json, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.uri(path))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofString(json));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request.build();
    }

    /** The same on the wire. */
    public String onTheWire(String json, String... headers) {
        StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: x\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + json.length() + "\r\n");
        for (int i = 0; i < headers.length; i += 2) {
            head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        return head.append("\r\n").append(json).toString();
    }
}
