package io.openaitriton.cli;

import io.openaitriton.Gateway;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import io.openaitriton.standalone.Logging;
import io.openaitriton.standalone.Standalone;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.main.Main;

/**
 * Starts the gateway on free ports with its simulator, makes requests of each kind and stops. The JVM that runs this class writes an
 * archive of the classes that were needed (class-data sharing), which makes later starts about twice as fast. From Java 25 on the
 * archive also has profiles of methods (JEP 515). They need some hundred requests; a JVM that has just started then compiles the
 * right methods at once.
 */
public final class Rehearsal {
    private static final String REQUEST = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"stream\":%s}";

    /** The first Java whose archives have profiles. */
    private static final int PROFILES = 25;

    private static final int ROUNDS = 300;

    private Rehearsal() {}

    /** Takes no arguments. */
    public static void main(String[] args) throws Exception {
        Logging.configure();
        Standalone standalone = new Standalone();
        Main main = Gateway.create(standalone);
        try (TritonSimulator triton = TritonSimulator.start(SimulatorSettings.defaults())) {
            main.addOverrideProperty("camel.server.host", "127.0.0.1");
            main.addOverrideProperty("camel.server.port", "0");
            main.addOverrideProperty("gateway.keys", "");
            main.addOverrideProperty("simulator.enabled", "false");
            main.addOverrideProperty("triton.llama-8b.url", triton.url());
            main.addOverrideProperty("triton.llama-70b.url", triton.url());
            main.start();
            URI models = URI.create("http://127.0.0.1:" + standalone.port() + "/v1/models");
            send(models, null);
            URI chats = models.resolve("/v1/chat/completions");
            String agent = agent();
            int rounds = Runtime.version().feature() >= PROFILES ? ROUNDS : 1;
            for (int i = 0; i < rounds; i++) {
                send(chats, String.format(REQUEST, false));
                send(chats, String.format(REQUEST, true));
                send(chats, agent);
            }
        } finally {
            main.stop();
        }
    }

    /** A request as agents make it, in size too. */
    private static String agent() {
        String tools = IntStream.range(0, 15)
                .mapToObj(i -> "{\"type\":\"function\",\"function\":{\"name\":\"tool_" + i + "\",\"description\":\""
                        + prose(1500)
                        + "\",\"parameters\":{\"type\":\"object\",\"properties\":{\"path\":{\"type\":\"string\",\"description\":\""
                        + prose(150) + "\"},\"limit\":{\"type\":\"integer\",\"minimum\":1}},\"required\":[\"path\"]}}}")
                .collect(Collectors.joining(","));
        return "{\"messages\":[{\"role\":\"system\",\"content\":\"" + prose(24_000)
                + "\"},{\"role\":\"user\",\"content\":\"Read the file a.txt\"},{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"call_1\",\"type\":\"function\","
                + "\"function\":{\"name\":\"tool_1\",\"arguments\":\"{\\\"path\\\":\\\"a.txt\\\"}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"call_1\",\"content\":\""
                + prose(20_000) + "\"}],\"tools\":[" + tools + "],\"max_tokens\":60,\"stream\":true}";
    }

    private static String prose(int length) {
        return "The \\\"file\\\" is read line by line.\\nEach naïve step — as before — ends. ".repeat(1 + length / 72);
    }

    private static void send(URI uri, String json) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setConnectTimeout(5_000);
        connection.setReadTimeout(30_000);
        if (json != null) {
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            connection.getOutputStream().write(json.getBytes(StandardCharsets.UTF_8));
        }
        int status = connection.getResponseCode();
        try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            body.readAllBytes();
        }
    }
}
