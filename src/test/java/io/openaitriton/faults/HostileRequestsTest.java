package io.openaitriton.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.TritonSimulator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many hostile requests to the real gateway: {@code -Dhostile.requests=100000} for the long run. */
@ExtendWith(GatewayExtension.class)
class HostileRequestsTest {
    private static final int REQUESTS = Integer.getInteger("hostile.requests", 1000);
    private static final int CLIENTS = 16;
    private static final int TIMEOUT_MILLIS = 15_000;
    private static final int PATIENCE_MILLIS = 50;

    private static final String[] METHODS = {"POST", "GET", "PUT", "HEAD", "OPTIONS", "TRACE", "FOO", "", "\u0000"};
    private static final String[] TARGETS = {
        "/v1/chat/completions",
        "/v1/completions",
        "/v1/models",
        "/v1/models/x",
        "/v1/models/%2e%2e",
        "/",
        "*",
        "/%zz",
        "//",
        "/../../etc",
        "/v1/chat/completions/render",
        "/v1/chat/completions?CamelHttpUri=http://x",
        "http://x/y",
        "/\u00e9",
        "/v1/models/%00"
    };
    private static final String[] HEADERS = {
        "Content-Type: application/json",
        "Content-Type: APPLICATION/json",
        "Content-Type: ;;;",
        "Content-Type: application/json;charset=x",
        "Content-Encoding: gzip",
        "Expect: 100-continue",
        "Expect: x",
        "CamelHttpUri: http://x",
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: gzip",
        "Content-Length: 3",
        "Content-Length: -1",
        "Connection: upgrade",
        "Upgrade: h2c",
        "Upgrade: websocket",
        "Accept: ;q=x",
        "Cookie: a=%zz;;",
        "X",
        "X: \u0001",
        " folded",
        "Host: y",
        "Accept-Language: -",
        "Range: bytes=1-"
    };
    private static final String VALID = GatewayServer.request("hi", "\"max_tokens\":1,\"stream\":true,\"n\":1");
    private static final String[] BODIES = {
        VALID,
        VALID.replace("true", "false"),
        "",
        "{",
        "[]",
        "null",
        "{\"messages\":" + "[".repeat(5000),
        "\"" + "x".repeat(70_000),
        "{\"messages\":[{\"role\":\"user\",\"content\":null}]}",
        "{\"messages\":[null]}",
        "{\"prompt\":[[1]]}",
        "{\"prompt\":\"a\",\"n\":129}",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"\\ud800\"}],\"max_tokens\":1}",
        "{\"model\":{\"a\":1}}",
        "\u0000\u0001",
        "5\r\nhello\r\n0\r\n\r\n"
    };

    private final Map<String, AtomicInteger> outcomes = new ConcurrentHashMap<>();

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void areAllRefusedOrServedAndLeaveNothingBehind(Gateways gateways) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            TritonSimulator triton = gateways.simulator();
            GatewayServer gateway = gateways.start(triton);
            send(gateway, clients, 0, Math.min(REQUESTS, 5000) / 4);
            long before = usedMemory();
            long start = System.nanoTime();
            List<String> wrong = send(gateway, clients, 1, REQUESTS);
            long after = usedMemory();
            System.out.printf(
                    "%d hostile requests in %.1f s: %s; heap in use %d -> %d KiB%n",
                    REQUESTS, (System.nanoTime() - start) / 1e9, outcomes, before >> 10, after >> 10);
            assertThat(wrong).isEmpty();
            assertThat(after).as("heap in use").isLessThan(before + (32L << 20));
            assertThat(gateway.chat(GatewayServer.request("hi", "")).statusCode())
                    .isEqualTo(200);
        } finally {
            clients.shutdownNow();
        }
    }

    private List<String> send(GatewayServer gateway, ExecutorService clients, int seed, int count) throws Exception {
        List<Future<List<String>>> running = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Random random = new Random(20261123L + seed * CLIENTS + i);
            Callable<List<String>> client = () -> {
                List<String> wrong = new ArrayList<>();
                for (int n = 0; n < count / CLIENTS; n++) {
                    String request = request(random);
                    String fault = fault(answer(gateway.port(), request));
                    if (fault != null) {
                        wrong.add(fault + " for " + request.substring(0, Math.min(500, request.length())));
                    }
                }
                return wrong;
            };
            running.add(clients.submit(client));
        }
        List<String> wrong = new ArrayList<>();
        for (Future<List<String>> client : running) {
            wrong.addAll(client.get());
        }
        return wrong;
    }

    private static String request(Random random) {
        String body = BODIES[random.nextInt(BODIES.length)];
        if (body.length() > 1 && random.nextInt(3) == 0) {
            // one byte is another
            int at = random.nextInt(body.length());
            body = body.substring(0, at) + (char) random.nextInt(128) + body.substring(at + 1);
        }
        StringBuilder text = new StringBuilder();
        text.append(random.nextInt(3) == 0 ? METHODS[random.nextInt(METHODS.length)] : "POST")
                .append(' ')
                .append(random.nextInt(2) == 0 ? TARGETS[random.nextInt(TARGETS.length)] : TARGETS[random.nextInt(2)])
                .append(random.nextInt(30) == 0 ? " HTTP/1.0" : " HTTP/1.1")
                .append("\r\nHost: x\r\nConnection: close\r\n");
        if (random.nextInt(2) == 0) {
            text.append("Content-Type: application/json\r\n");
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            text.append(HEADERS[random.nextInt(HEADERS.length)]).append("\r\n");
        }
        if (random.nextInt(10) > 0) {
            text.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        return text.append("\r\n").append(body).toString();
    }

    /** Everything until the connection closes. A client that has sent too little and waits for nothing closes its side. */
    private static String answer(int port, String request) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                socket.setSoTimeout(PATIENCE_MILLIS);
                try {
                    socket.getInputStream().transferTo(answer);
                } catch (SocketTimeoutException e) {
                    socket.setSoTimeout(TIMEOUT_MILLIS);
                    socket.shutdownOutput();
                    socket.getInputStream().transferTo(answer);
                }
            } catch (SocketTimeoutException e) {
                return "hangs";
            } catch (IOException e) {
                // reset: what came before counts
            }
            return answer.toString(StandardCharsets.ISO_8859_1);
        }
    }

    private String fault(String answer) {
        String outcome = answer.matches("(?s)HTTP/1.\\d \\d{3}.*")
                ? answer.substring(9, 12)
                : answer.isEmpty() ? "closed" : "hangs";
        outcomes.computeIfAbsent(outcome, first -> new AtomicInteger()).incrementAndGet();
        boolean trace = answer.contains("\tat ") || answer.contains("Exception");
        boolean gateways = outcome.startsWith("5") && !answer.contains("\"code\":\"triton_error\"");
        return gateways || outcome.equals("hangs") || trace ? answer : null;
    }

    private static long usedMemory() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
