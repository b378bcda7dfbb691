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
import org.apache.camel.main.Main;

/**
 * Starts the gateway on free ports with its simulator, makes a request of each kind and stops. The JVM that runs it writes an
 * archive of the loaded classes (class-data sharing), which makes later starts about twice as fast.
 */
public final class Rehearsal {
    private static final String REQUEST = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"stream\":%s}";

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
            for (boolean stream : new boolean[] {false, true}) {
                send(models.resolve("/v1/chat/completions"), String.format(REQUEST, stream));
            }
        } finally {
            main.stop();
        }
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
