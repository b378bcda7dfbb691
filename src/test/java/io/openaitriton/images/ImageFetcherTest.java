package io.openaitriton.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images that are fetched, and calls that are not made. */
@Timeout(20)
class ImageFetcherTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    /** Headers of 4 kB. */
    private static final int MANY = 20_000;

    private static final byte[] IMAGE = {'A', 'B', 'C'};

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestHeaders().getFirst("Host") + " " + exchange.getRequestURI());
            try (exchange) {
                answer(exchange);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        ended.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        exchange.getResponseHeaders().set("Content-Type", path.equals("/page") ? "text/html" : "image/png; a=b");
        switch (path) {
            case "/moved" -> {
                exchange.getResponseHeaders().set("Location", "/image");
                exchange.sendResponseHeaders(302, -1);
            }
            case "/missing" -> exchange.sendResponseHeaders(404, -1);
            case "/empty" -> exchange.sendResponseHeaders(200, -1);
            case "/large" -> {
                exchange.sendResponseHeaders(200, 1_000_000);
                exchange.getResponseBody().write(IMAGE);
                // newer JDKs keep the head until then
                exchange.getResponseBody().flush();
            }
            case "/endless" -> {
                exchange.sendResponseHeaders(200, 0);
                drip(exchange.getResponseBody(), new byte[1024], 0);
            }
            case "/slow" -> {
                exchange.sendResponseHeaders(200, 0);
                drip(exchange.getResponseBody(), new byte[1], 5);
            }
            case "/silent" -> await(10_000);
            case "/packed" -> {
                exchange.getResponseHeaders().set("Content-Encoding", "gzip");
                exchange.sendResponseHeaders(200, IMAGE.length);
                exchange.getResponseBody().write(IMAGE);
            }
            default -> {
                exchange.sendResponseHeaders(200, path.equals("/chunked") ? 0 : IMAGE.length);
                exchange.getResponseBody().write(IMAGE);
            }
        }
    }

    /** Writes until the client has left. */
    private void drip(OutputStream body, byte[] bytes, int pause) throws IOException {
        while (ended.getCount() > 0) {
            body.write(bytes);
            body.flush();
            await(pause);
        }
    }

    private void await(int millis) {
        try {
            ended.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String url(String path) {
        return "http://pictures.test:" + server.getAddress().getPort() + path;
    }

    private ImageFetcher local(Resolver.Names names) {
        return new ImageFetcher(
                "pictures.test:" + server.getAddress().getPort() + " *.pictures.test", true, SOON, names);
    }

    private static Resolver.Names at(String... addresses) {
        return host -> {
            InetAddress[] found = new InetAddress[addresses.length];
            for (int i = 0; i < found.length; i++) {
                found[i] = InetAddress.getByName(addresses[i]);
            }
            return found;
        };
    }

    private static ImageReader reader(ImageFetcher fetcher, int maxBytes, int millis, Consumer<Runnable> onCall) {
        return new ImageReader(fetcher, maxBytes, Duration.ofMillis(millis), onCall);
    }

    private ImageReader reader() {
        return reader(local(at("127.0.0.1")), 1000, 10_000, call -> {});
    }

    @ParameterizedTest
    @CsvSource({"/image", "/chunked", "/a%2Fb?c=%20d"})
    void anImageIsFetched(String path) {
        assertThat(reader().read(url(path))).isEqualTo(new Image("image/png", "QUJD"));
        assertThat(asked).containsExactly("pictures.test:" + server.getAddress().getPort() + " " + path);
    }

    @ParameterizedTest
    @CsvSource({
        "/moved, status 302",
        "/missing, status 404",
        "/page, does not lead to an image",
        "/packed, does not lead to an image",
        "/empty, empty",
        "/large, larger in total",
        "/endless, larger in total"
    })
    void anythingButAnImageIsRefusedAfterOneCall(String path, String why) {
        ImageReader reader = reader();
        assertThatThrownBy(() -> reader.read(url(path)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining(why);
        assertThat(asked).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"/slow", "/silent"})
    void aServerThatIsSlowIsLeftInTime(String path) {
        ImageReader reader = reader(local(at("127.0.0.1")), 1_000_000, 200, call -> {});
        long begin = System.nanoTime();
        assertThatThrownBy(() -> reader.read(url(path)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("in time");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        // the time is for all images of the request
        assertThatThrownBy(() -> reader.read(url("/image"))).hasMessageContaining("in time");
    }

    @Test
    void aSlowLookUpIsAbandonedInTime() {
        ImageReader reader = reader(
                local(host -> {
                    await(10_000);
                    throw new UnknownHostException(host);
                }),
                1000,
                50,
                call -> {});
        assertThatThrownBy(() -> reader.read(url("/image"))).hasMessageContaining("in time");
    }

    @Test
    void anAnswerWithAnEndlessHeadIsNotRead() throws Exception {
        try (ServerSocket endless = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Integer> taken = CompletableFuture.supplyAsync(() -> sendHeads(endless), threads);
            String host = "pictures.test:" + endless.getLocalPort();
            ImageReader reader = reader(new ImageFetcher(host, true, SOON, at("127.0.0.1")), 1000, 10_000, call -> {});
            assertThatThrownBy(() -> reader.read("http://" + host + "/")).isInstanceOf(ImageException.class);
            assertThat(taken.get(10, TimeUnit.SECONDS)).isLessThan(MANY);
        }
    }

    /** Header upon header until the client takes no more; returns how many it took. */
    private static int sendHeads(ServerSocket endless) {
        byte[] line = ("X: " + "x".repeat(4000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        int sent = 0;
        try (Socket client = endless.accept()) {
            client.getOutputStream().write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
            while (sent < MANY) {
                client.getOutputStream().write(line);
                sent++;
            }
        } catch (IOException e) {
            // it has left
        }
        return sent;
    }

    @Test
    void aCallCanBeEndedFromOutside() throws Exception {
        CompletableFuture<Runnable> call = new CompletableFuture<>();
        ImageReader reader = reader(local(at("127.0.0.1")), 1000, 10_000, call::complete);
        CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> reader.read(url("/silent")), threads);
        call.get(5, TimeUnit.SECONDS).run();
        assertThatThrownBy(() -> reading.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(ImageException.class);
    }

    @Test
    void theAddressThatWasCheckedIsTheOneThatIsCalled() {
        AtomicInteger lookUps = new AtomicInteger();
        Resolver.Names rebinding = host -> {
            // a second look-up would give another address
            String address = lookUps.getAndIncrement() == 0 ? "127.0.0.1" : "127.0.0.2";
            return new InetAddress[] {InetAddress.getByName(address)};
        };
        assertThat(reader(local(rebinding), 1000, 10_000, call -> {}).read(url("/image")))
                .isNotNull();
        assertThat(lookUps).hasValue(1);
    }

    @Test
    void theNextAddressIsCalledWhenOneCannotBeReached() {
        ImageFetcher fetcher = local(at("127.0.0.2", "127.0.0.1"));
        assertThat(reader(fetcher, 1000, 10_000, call -> {}).read(url("/image")))
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1",
        "::1",
        "0.0.0.0",
        "169.254.169.254",
        "::ffff:127.0.0.1",
        "10.0.0.1",
        "100.64.0.1",
        "fd00::1",
        "224.0.0.1"
    })
    void aPublicNameWithAnotherAddressIsNotCalled(String address) {
        ImageFetcher fetcher = new ImageFetcher("example.org", false, SOON, at("93.184.216.34", address));
        ImageReader reader = reader(fetcher, 1000, 10_000, call -> {
            throw new AssertionError("called");
        });
        assertThatThrownBy(() -> reader.read("http://example.org/image"))
                .isInstanceOf(ImageException.class)
                .hasMessage("the host of its URL has no public address");
    }

    @ParameterizedTest
    @CsvSource({"169.254.169.254", "0.0.0.0", "fe80::1", "::ffff:169.254.169.254"})
    void privateHostsAreNotLinkLocalOnes(String address) {
        ImageReader reader = reader(local(at(address)), 1000, 10_000, call -> {});
        assertThatThrownBy(() -> reader.read(url("/image"))).hasMessageContaining("has no public address");
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1/, 127.0.0.1",
        "http://[::1]/, [::1]",
        "http://0.0.0.0/, 0.0.0.0",
        "http://169.254.169.254/latest/meta-data/, 169.254.169.254",
        "http://[::ffff:127.0.0.1]/, [::ffff:127.0.0.1]",
        "http://localhost/, localhost"
    })
    void anAddressOfThisMachineIsNotCalledThoughItIsListed(String url, String hosts) {
        ImageReader reader = reader(new ImageFetcher(hosts, false, SOON), 1000, 10_000, call -> {});
        assertThatThrownBy(() -> reader.read(url)).hasMessageContaining("has no public address");
    }

    @Test
    void anUnreachableHostIsRefused() {
        ImageFetcher fetcher = local(host -> {
            throw new UnknownHostException(host);
        });
        assertThatThrownBy(() -> reader(fetcher, 1000, 10_000, call -> {}).read(url("/image")))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("cannot connect to the host");
    }
}
