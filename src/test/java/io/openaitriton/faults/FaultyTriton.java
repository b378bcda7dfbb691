package io.openaitriton.faults;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that handles each call, on its own connection, exactly as scripted. */
final class FaultyTriton implements AutoCloseable {
    /** What is done once the request has been read. */
    @FunctionalInterface
    interface Fault {
        void happen(Socket socket, OutputStream out) throws IOException;
    }

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile Fault fault;

    FaultyTriton(Fault fault) {
        this.fault = fault;
        try {
            server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    void set(Fault fault) {
        this.fault = fault;
    }

    /** Calls that have not ended. */
    int open() {
        return open.size();
    }

    int calls() {
        return calls.get();
    }

    /** Sends this and ends the connection. */
    static Fault text(String... parts) {
        return (socket, out) -> {
            for (String part : parts) {
                out.write(part.getBytes(StandardCharsets.ISO_8859_1));
            }
        };
    }

    /** Sends this, and then nothing until the caller gives up. */
    static Fault textAndHang(String text) {
        return (socket, out) -> {
            text(text).happen(socket, out);
            socket.getInputStream().read();
        };
    }

    /** Sends this and then repeats a part, up to this many bytes or until the caller gives up. */
    static Fault endless(String start, String part, long bytes) {
        return (socket, out) -> {
            text(start).happen(socket, out);
            byte[] again = part.repeat(Math.max(1, (1 << 16) / part.length())).getBytes(StandardCharsets.ISO_8859_1);
            for (long sent = 0; sent < bytes; sent += again.length) {
                out.write(again);
            }
        };
    }

    /** Sends this and an RST. */
    static Fault textAndReset(String text) {
        return (socket, out) -> {
            text(text).happen(socket, out);
            socket.setSoLinger(true, 0);
        };
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                threads.execute(() -> serve(socket));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            readRequest(new BufferedInputStream(socket.getInputStream()));
            calls.incrementAndGet();
            fault.happen(socket, socket.getOutputStream());
        } catch (IOException e) {
            // the caller has ended the call
        } finally {
            open.remove(socket);
        }
    }

    private static void readRequest(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("no request");
            }
            head.append((char) b);
        }
        String length = head.toString().replaceAll("(?is).*content-length: (\\d+).*", "$1");
        if (length.matches("\\d+")) {
            in.readNBytes(Integer.parseInt(length));
        } else {
            // chunked
            StringBuilder body = new StringBuilder();
            while (body.indexOf("0\r\n\r\n") < 0) {
                body.append((char) in.read());
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
