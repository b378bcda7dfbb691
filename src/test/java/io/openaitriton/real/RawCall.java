package io.openaitriton.real;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * One POST on a connection of its own, whose answer is read up to where the connection ends: that is how a stream ends after an error event. The JDK's
 * HTTP client may lose what came before.
 */
final class RawCall implements AutoCloseable {
    private static final int MILLIS = 60_000;

    private final Socket socket;

    private RawCall(Socket socket) {
        this.socket = socket;
    }

    /** @param body of a broken off one, what came, and {@code <broken>} */
    record Answer(int status, String head, String body) {}

    /** Sends a request, without waiting for its answer. */
    static RawCall post(int port, String path, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        RawCall call = new RawCall(new Socket("127.0.0.1", port));
        call.socket.setSoTimeout(MILLIS);
        String head = "POST " + path
                + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length + "\r\n\r\n";
        call.socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
        call.socket.getOutputStream().write(body);
        return call;
    }

    Answer answer() throws IOException {
        byte[] all = all();
        // a character for each byte, so that lengths are those of the wire
        String text = new String(all, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new IOException("no answer: " + text);
        }
        String head = text.substring(0, end + 2);
        String body = text.substring(end + 4);
        boolean chunked = head.toLowerCase(java.util.Locale.ROOT).contains("transfer-encoding: chunked\r\n");
        byte[] bytes = (chunked ? joined(body) : body).getBytes(StandardCharsets.ISO_8859_1);
        return new Answer(Integer.parseInt(head.split(" ")[1]), head, new String(bytes, StandardCharsets.UTF_8));
    }

    private byte[] all() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] some = new byte[8192];
        try {
            for (int read = socket.getInputStream().read(some);
                    read >= 0;
                    read = socket.getInputStream().read(some)) {
                all.write(some, 0, read);
            }
        } catch (IOException e) {
            // reset: what came counts
        }
        return all.toByteArray();
    }

    private static String joined(String chunks) {
        StringBuilder body = new StringBuilder();
        int at = 0;
        while (true) {
            int line = chunks.indexOf("\r\n", at);
            int size = line < 0 ? -1 : Integer.parseInt(chunks.substring(at, line), 16);
            if (size < 0 || line + 2 + size > chunks.length()) {
                return body.append("<broken>").toString();
            }
            if (size == 0) {
                return body.toString();
            }
            body.append(chunks, line + 2, line + 2 + size);
            at = line + 2 + size + 2;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
