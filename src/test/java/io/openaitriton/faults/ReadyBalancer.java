package io.openaitriton.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A load balancer in front of gateways, as in a cluster: it gives each connection to a gateway that was ready at the last poll. A
 * connection stays where it is until one side closes it.
 */
final class ReadyBalancer implements AutoCloseable {
    private static final int LOOK_MILLIS = 50;

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "balancer");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    /** Port and management port of each gateway. */
    private final Map<Integer, Integer> gateways = new ConcurrentHashMap<>();

    private final AtomicInteger next = new AtomicInteger();
    private volatile List<Integer> ready = List.of();
    private volatile boolean closed;

    private ReadyBalancer() throws IOException {
        server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    }

    static ReadyBalancer start() {
        try {
            ReadyBalancer balancer = new ReadyBalancer();
            balancer.threads.execute(balancer::accept);
            balancer.threads.execute(balancer::look);
            return balancer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    void add(int port, int managementPort) {
        gateways.put(port, managementPort);
    }

    void remove(int port) {
        gateways.remove(port);
    }

    /** Ports of the gateways that get connections. */
    List<Integer> ready() {
        return ready;
    }

    private void look() {
        while (!closed) {
            ready = gateways.entrySet().stream()
                    .filter(gateway -> isReady(gateway.getValue()))
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private boolean isReady(int managementPort) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/health/ready"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void accept() {
        while (!closed) {
            try {
                Socket from = server.accept();
                List<Integer> now = ready;
                if (now.isEmpty()) {
                    from.close();
                    continue;
                }
                Socket to = new Socket(
                        InetAddress.getLoopbackAddress(), now.get(Math.floorMod(next.getAndIncrement(), now.size())));
                threads.execute(() -> pass(from, to));
                threads.execute(() -> pass(to, from));
            } catch (IOException e) {
                // closed, or a gateway that has gone: its clients see a closed connection
            }
        }
    }

    private static void pass(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // one side has closed; both are now
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        threads.shutdownNow();
    }
}
