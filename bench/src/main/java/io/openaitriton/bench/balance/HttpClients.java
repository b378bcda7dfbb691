package io.openaitriton.bench.balance;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Clients of the shared traffic, over HTTP: a session sends up to four requests, each with the conversation so far, and its answers are streamed. */
final class HttpClients {
    static final int PREFIXES = 12;
    static final int SESSIONS_A_SECOND = 6;

    private static final int PREFIX_CHARACTERS = 32_000;
    private static final Duration LONGEST = Duration.ofSeconds(120);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<String> prefixes =
            IntStream.range(0, PREFIXES).mapToObj(i -> words(i, PREFIX_CHARACTERS)).toList();
    private final Queue<Double> first = new ConcurrentLinkedQueue<>();
    private final AtomicInteger failed = new AtomicInteger();
    private final int[] ports;
    private final int sessions;
    private final CountDownLatch over;

    HttpClients(int[] ports, int seconds) {
        this.ports = ports;
        this.sessions = seconds * SESSIONS_A_SECOND;
        this.over = new CountDownLatch(sessions);
    }

    /** Seconds to the first token of all requests that were answered, in order. */
    double[] run() throws InterruptedException {
        SplittableRandom random = new SplittableRandom(1);
        double at = 0;
        for (int i = 0; i < sessions; i++) {
            Talk talk = new Talk(i, prefixes.get(random.nextInt(PREFIXES)), 1 + random.nextInt(4), random.split());
            timer.schedule(talk::ask, (long) (1000 * at), TimeUnit.MILLISECONDS);
            at -= Math.log(1 - random.nextDouble()) / SESSIONS_A_SECOND;
        }
        boolean all = over.await((long) at + 300, TimeUnit.SECONDS);
        timer.shutdownNow();
        if (!all || first.isEmpty()) {
            throw new IllegalStateException("Sessions did not end; see bench/target/balancing-gateway.log");
        }
        return first.stream().mapToDouble(seconds -> seconds).sorted().toArray();
    }

    int failed() {
        return failed.get();
    }

    private static String words(long seed, int characters) {
        SplittableRandom random = new SplittableRandom(seed * 31 + 7);
        StringBuilder text = new StringBuilder(characters);
        while (text.length() < characters) {
            int length = 2 + random.nextInt(7);
            for (int i = 0; i < length; i++) {
                text.append((char) ('a' + random.nextInt(26)));
            }
            text.append(' ');
        }
        return text.toString();
    }

    private final class Talk {
        private final int id;
        private final StringBuilder messages;
        private final SplittableRandom random;
        private int steps;

        private Talk(int id, String prefix, int steps, SplittableRandom random) {
            this.id = id;
            this.steps = steps;
            this.random = random;
            this.messages = new StringBuilder("{\"role\":\"system\",\"content\":\"" + prefix + "\"}");
        }

        private void ask() {
            messages.append(",{\"role\":\"user\",\"content\":\"" + words(random.nextLong(), 240 + random.nextInt(1300)) + " @@tokens=50\"}");
            String body = "{\"model\":\"llama-3-8b\",\"stream\":true,\"user\":\"u" + id + "\",\"max_tokens\":60,\"messages\":[" + messages + "]}";
            HttpRequest request = HttpRequest.newBuilder(URI.create(
                            "http://127.0.0.1:" + ports[random.nextInt(ports.length)] + "/v1/chat/completions"))
                    .header("Content-Type", "application/json")
                    .timeout(LONGEST)
                    .POST(BodyPublishers.ofString(body))
                    .build();
            long begin = System.nanoTime();
            double[] took = {0};
            client.sendAsync(request, BodyHandlers.ofByteArrayConsumer(part -> {
                        // the gateway sends nothing before the first token
                        if (took[0] == 0) {
                            took[0] = (System.nanoTime() - begin) / 1e9;
                        }
                    }))
                    .whenComplete((answer, failure) -> ended(failure == null && answer.statusCode() == 200, took[0]));
        }

        private void ended(boolean answered, double seconds) {
            if (answered) {
                first.add(seconds);
            } else {
                failed.incrementAndGet();
            }
            if (answered && --steps > 0) {
                messages.append(",{\"role\":\"assistant\",\"content\":\"" + words(random.nextLong(), 250) + "\"}");
                timer.schedule(this::ask, 200 + random.nextInt(1000), TimeUnit.MILLISECONDS);
            } else {
                over.countDown();
            }
        }
    }
}
