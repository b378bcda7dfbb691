package io.openaitriton.examples.clients;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.awaitility.core.ConditionTimeoutException;

/** Tells clients in other processes how many streams Triton saw cancelled; answers when Triton is idle. */
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
