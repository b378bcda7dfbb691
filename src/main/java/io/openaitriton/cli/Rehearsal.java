package io.openaitriton.cli;

import io.openaitriton.Gateway;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import io.openaitriton.standalone.Logging;
import io.openaitriton.standalone.Standalone;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.main.Main;

/**
 * Starts the gateway on free ports with its simulator, makes requests of each kind and stops. The JVM that runs this class writes an
 * archive of the classes that were needed (class-data sharing), which makes later starts about twice as fast. From Java 25 on the
 * archive also has profiles of methods (JEP 515). They need some hundred requests; a JVM that has just started then compiles the
 * right methods at once.
 */
public final class Rehearsal {
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
            List<RehearsedRequest> requests = new ArrayList<>(RehearsedRequest.all());
            int rounds = Runtime.version().feature() >= PROFILES ? ROUNDS : 1;
            for (int i = 0; i < rounds; i++) {
                // one that is refused is not sent again: routes may have been changed or removed
                requests.removeIf(request -> !send(models.resolve(request.path()), request.body()));
            }
        } finally {
            main.stop();
        }
    }

    /** Makes a request; false if it is refused. */
    private static boolean send(URI uri, String json) {
        try {
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
                String answer = new String(body.readAllBytes(), StandardCharsets.UTF_8);
                if (status >= 400) {
                    System.err.println(uri.getPath() + " answered " + status + ": " + answer);
                }
                return status < 400;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
