package io.openaitriton.examples.clients;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Triton for clients in other processes: GET says how many streams were cancelled, as soon as Triton is idle; POST brings a text that the model
 * answers its next request with.
 */
final class TritonWatch implements AutoCloseable {
    private final ServedGateway gateway;
    private final HttpServer server;

    private TritonWatch(ServedGateway gateway, HttpServer server) {
        this.gateway = gateway;
        this.server = server;
    }

    static TritonWatch start(ServedGateway gateway) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        TritonWatch watch = new TritonWatch(gateway, server);
        server.createContext("/", watch::answer);
        server.start();
        return watch;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            int status = 200;
            String text;
            try {
                if (exchange.getRequestMethod().equals("POST")) {
                    gateway.script(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                }
                text = Integer.toString(gateway.cancelledWhenIdle());
            } catch (ConditionTimeoutException e) {
                status = 504;
                text = e.getMessage();
            }
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
