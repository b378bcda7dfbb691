package io.openaitriton.simulator;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A connection on which a test sees every byte. Reads wait ten seconds at most. */
public final class RawConnection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final Socket socket = new Socket();
    private final InputStream in;

    RawConnection(TritonSimulator simulator) {
        this(simulator.port(), 0);
    }

    /** @param receiveBuffer bytes that the system keeps for a client that does not read; 0 for as many as it likes */
    public RawConnection(int port, int receiveBuffer) {
        try {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A whole exchange on a connection of its own. */
    static String exchange(TritonSimulator simulator, String request) {
        try (RawConnection connection = new RawConnection(simulator)) {
            return connection.send(request).response();
        }
    }

    static String post(String path, String body) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n" + body;
    }

    static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
    }

    public RawConnection send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends the text again and again until the server takes no more; returns how often it went. */
    public int sendUntilRefused(String text, int times) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < times; i++) {
            try {
                socket.getOutputStream().write(bytes);
            } catch (IOException e) {
                return i;
            }
        }
        return times;
    }

    /** Status line and headers with the empty line after them. */
    public String head() {
        return text(headBytes());
    }

    /** The next HTTP chunk with its framing; the last one is {@code 0\r\n\r\n}. */
    public String chunk() {
        return text(chunkBytes());
    }

    /** The chunks that are left, with the last. */
    public String untilLastChunk() {
        StringBuilder all = new StringBuilder();
        while (!all.toString().endsWith("0\r\n\r\n")) {
            all.append(chunk());
        }
        return all.toString();
    }

    /** The next response with its framing, to its end by Content-Length or by the last chunk. */
    public String response() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(headBytes());
        String head = text(bytes.toByteArray());
        if (head.startsWith("HTTP/1.1 100 ")) {
            return head + response();
        }
        if (head.toLowerCase(java.util.Locale.ROOT).contains("transfer-encoding: chunked\r\n")) {
            byte[] chunk;
            do {
                chunk = chunkBytes();
                bytes.writeBytes(chunk);
            } while (chunk[0] != '0');
        } else {
            String length =
                    head.substring(head.toLowerCase(java.util.Locale.ROOT).indexOf("content-length: ") + 16);
            bytes.writeBytes(exactly(Integer.parseInt(length.substring(0, length.indexOf('\r')))));
        }
        return text(bytes.toByteArray());
    }

    /** What comes until the server closes the connection. */
    public String untilClosed() {
        try {
            return text(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the server has broken the connection; what had come before is read. */
    public boolean isCutOff() {
        try {
            in.readAllBytes();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Whether nothing comes for so long; what comes is lost. */
    public boolean isSilentFor(Duration time) {
        try {
            socket.setSoTimeout((int) time.toMillis());
            in.read();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            waitLongAgain();
        }
    }

    /** Tells the server that no more will be sent, as clients do that do not wait for the answer. */
    public void shutdownOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void waitLongAgain() {
        try {
            socket.setSoTimeout(TIMEOUT_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes the connection before the end of the block that opened it. */
    public void leave() {
        close();
    }

    /** Sends an RST instead of a FIN. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] headBytes() {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int ended = 0;
        while (ended < 4) {
            int b = exactly(1)[0];
            head.write(b);
            ended = b == "\r\n\r\n".charAt(ended) ? ended + 1 : b == '\r' ? 1 : 0;
        }
        return head.toByteArray();
    }

    private byte[] chunkBytes() {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        int b;
        do {
            b = exactly(1)[0];
            chunk.write(b);
        } while (b != '\n');
        int size = Integer.parseInt(text(chunk.toByteArray()).strip(), 16);
        chunk.writeBytes(exactly(size + 2));
        return chunk.toByteArray();
    }

    private byte[] exactly(int count) {
        try {
            byte[] bytes = in.readNBytes(count);
            if (bytes.length < count) {
                throw new EOFException("connection closed by the server");
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
