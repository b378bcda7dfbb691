package io.openaitriton.bench.faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A client of one of the compared gateways. */
final class Client {
    private static final String PATH = "/v1/chat/completions";
    private static final int PATIENCE_SECONDS = 20;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;

    Client(int port) {
        this.port = port;
    }

    /** Sends a request, and reads the answer to its end. */
    Outcome ask(String body) throws Exception {
        long asked = System.nanoTime();
        Outcome outcome;
        try {
            outcome = CompletableFuture.supplyAsync(() -> exchange(body)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            outcome = Outcome.NONE;
        }
        return outcome.after(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked));
    }

    private Outcome exchange(String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + PATH))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        HttpResponse<InputStream> response;
        try {
            response = http.send(request, BodyHandlers.ofInputStream());
        } catch (IOException e) {
            return Outcome.NONE;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        boolean whole = true;
        try (InputStream in = response.body()) {
            // not transferTo or readAllBytes, which lose what came before a break
            for (int b = in.read(); b >= 0; b = in.read()) {
                received.write(b);
            }
        } catch (IOException e) {
            whole = false;
        }
        String type = response.headers().firstValue("Content-Type").orElse("");
        return new Outcome(response.statusCode(), type, received.toString(StandardCharsets.UTF_8), whole, 0);
    }

    /** Sends a request, and disconnects when Triton has the call; returns how long it took until Triton's connection was closed. */
    String leave(String body, ScriptedTriton triton) throws Exception {
        TritonCall call;
        long left;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String head = "POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
            socket.getOutputStream()
                    .write((head + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            call = triton.take(5000);
            if (call == null) {
                return "Triton is not called";
            }
            // the first token, where there is a stream, passes
            TimeUnit.MILLISECONDS.sleep(200);
            left = System.nanoTime();
        }
        Long ended = call.left(1000 * PATIENCE_SECONDS);
        return "the call of `" + call.endpoint() + "` "
                + (ended == null ? "goes on" : "ends after " + TimeUnit.NANOSECONDS.toMillis(ended - left) + " ms");
    }
}
