package io.openaitriton.faults;

import static org.awaitility.Awaitility.await;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A backend that keeps its connections open between requests, and handles each request as scripted. */
final class KeptConnections implements AutoCloseable {
    /** What follows a request. The connection stays open unless the script closes it. */
    @FunctionalInterface
    interface Script {
        void follow(Request request) throws IOException;
    }

    /** @param connection number of the connection, from 1 */
    record Request(int connection, int numberOnIt, String line, Socket socket) {
        void answer() throws IOException {
            boolean stream = line.contains("generate_stream");
            String body = stream ? "data: {\"text_output\":\"well\"}\n\n" : "{\"text_output\":\"well\"}";
            send("HTTP/1.1 200 OK\r\nContent-Type: " + (stream ? "text/event-stream" : "application/json")
                    + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        }

        void send(String text) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Script script;

    KeptConnections(Script script) {
        this(script, listen(0));
    }

    KeptConnections(Script script, ServerSocket server) {
        this.script = script;
        this.server = server;
        threads.execute(this::accept);
    }

    private static ServerSocket listen(int port) {
        try {
            ServerSocket server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new backend on the same port, after all connections of this one were reset: a kill and a restart. */
    KeptConnections restart(Script script) {
        int port = server.getLocalPort();
        for (Socket socket : open) {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException e) {
                // closed already
            }
        }
        close();
        // the port is free when the thread that accepts has noticed
        return new KeptConnections(
                script,
                await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> listen(port), Objects::nonNull));
    }

    void set(Script script) {
        this.script = script;
    }

    int port() {
        return server.getLocalPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Connections that are open now. */
    int open() {
        return open.size();
    }

    /** Requests that have been read, whole. */
    List<Request> requests() {
        return requests;
    }

    void forget() {
        requests.clear();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                threads.execute(() -> serve(socket, connections.incrementAndGet()));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void serve(Socket socket, int connection) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int number = 1; ; number++) {
                String line = readRequest(in);
                if (line == null) {
                    return;
                }
                Request request = new Request(connection, number, line, socket);
                requests.add(request);
                script.follow(request);
            }
        } catch (IOException e) {
            // the caller or the script has closed it
        } finally {
            open.remove(socket);
        }
    }

    private static String readRequest(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                return null;
            }
            head.append((char) b);
        }
        String length = head.toString().replaceAll("(?is).*content-length: (\\d+).*", "$1");
        if (length.matches("\\d+")) {
            in.readNBytes(Integer.parseInt(length));
        }
        return head.substring(0, head.indexOf("\r\n"));
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
