package io.openaitriton.bench.faults;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A call to {@code generate} or {@code generate_stream}, and its connection. */
final class TritonCall {
    private final Socket socket;
    private final String path;
    private final String body;
    private final CompletableFuture<Long> left = new CompletableFuture<>();

    TritonCall(Socket socket, String path, String body) {
        this.socket = socket;
        this.path = path;
        this.body = body;
    }

    String body() {
        return body;
    }

    /** The model that is asked. */
    String model() {
        return path.split("/")[3];
    }

    /** {@code generate} or {@code generate_stream}. */
    String endpoint() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    boolean streams() {
        return endpoint().equals("generate_stream");
    }

    /** Sends this as it is. */
    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends this as a chunk of HTTP's. */
    void chunk(String text) throws IOException {
        send(Integer.toHexString(text.getBytes(StandardCharsets.UTF_8).length) + "\r\n" + text + "\r\n");
    }

    /** Sends no more, until the caller closes the connection. */
    void hang() throws IOException {
        try {
            socket.getInputStream().read();
        } finally {
            left.complete(System.nanoTime());
        }
    }

    /** Ends the connection with an RST instead of a FIN. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
    }

    /** When the caller closed a call that hangs, by {@link System#nanoTime()}; null when it does not in time. */
    Long left(int millis) throws Exception {
        try {
            return left.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return null;
        }
    }
}
