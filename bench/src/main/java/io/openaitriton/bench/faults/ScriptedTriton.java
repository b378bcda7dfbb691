package io.openaitriton.bench.faults;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A scripted Triton server: each call has its own connection and is handled as scripted, down to the bytes on the wire. */
final class ScriptedTriton implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<TritonCall> calls = new LinkedBlockingQueue<>();
    private volatile Script script;
    private volatile ServerSocket server;

    /** What is done once a call has been read; then its connection is closed. */
    @FunctionalInterface
    interface Script {
        void play(TritonCall call) throws IOException;
    }

    ScriptedTriton(Script script) throws IOException {
        this.script = script;
        listen(0);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Plays this from now on; forgets earlier calls. */
    void play(Script next) {
        script = next;
        calls.clear();
    }

    /** Refuses connections while the action runs. */
    <T> T refusingWhile(Action<T> action) throws Exception {
        int port = port();
        server.close();
        try {
            return action.run();
        } finally {
            listen(port);
        }
    }

    /** Something that may fail. */
    @FunctionalInterface
    interface Action<T> {
        T run() throws Exception;
    }

    /** The oldest call since {@link #play} that was not yet taken, or null when none comes in time. */
    TritonCall take(int millis) throws InterruptedException {
        return calls.poll(millis, TimeUnit.MILLISECONDS);
    }

    private void listen(int port) throws IOException {
        ServerSocket listening = new ServerSocket(port, 100, InetAddress.getLoopbackAddress());
        server = listening;
        threads.execute(() -> accept(listening));
    }

    private void accept(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                threads.execute(() -> serve(socket));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            TritonCall call = read(socket);
            calls.add(call);
            script.play(call);
        } catch (IOException e) {
            // the caller has ended the call
        }
    }

    private static TritonCall read(Socket socket) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("no call");
            }
            head.append((char) b);
        }
        Matcher length = LENGTH.matcher(head);
        byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
        return new TritonCall(socket, head.toString().split(" ")[1], new String(body, StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
