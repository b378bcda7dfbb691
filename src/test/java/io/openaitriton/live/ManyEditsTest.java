package io.openaitriton.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.CamelContextTracker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ManyEditsTest {
    private static final int EDITS = 50;
    private static final String ROUTER = "openai-router.camel.yaml";

    private final List<WeakReference<CamelContext>> contexts = new ArrayList<>();

    @Test
    void loseNoRequestAndLeaveNothingBehind(@TempDir Path routes) throws Exception {
        try (Tracker tracker = new Tracker();
                HeldTriton triton = HeldTriton.start("triton");
                EditedGateway gateway = EditedGateway.start(routes, settings(triton))) {
            String router = gateway.read(ROUTER);
            edit(gateway, router, "warm");
            int threads = threads();
            Traffic traffic = new Traffic(gateway);
            try {
                for (int i = 0; i < EDITS; i++) {
                    edit(gateway, router, "edit" + i);
                }
            } finally {
                traffic.stop();
            }
            assertThat(traffic.failures).isEmpty();
            assertThat(traffic.answered.get()).isGreaterThan(EDITS);
            assertThat(tracker.created.get()).isGreaterThan(EDITS);
            // the gateway's own, and the one that serves
            await().atMost(Duration.ofSeconds(10)).until(() -> tracker.created.get() - tracker.destroyed.get() == 2);
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> {
                        System.gc();
                        assertThat(contexts)
                                .filteredOn(context -> context.get() != null)
                                .hasSizeLessThanOrEqualTo(4);
                    });
            assertThat(gateway.main().getCamelContext().getRoutes()).isEmpty();
            assertThat(threads()).isLessThan(threads + 40);
        }
    }

    @Test
    void keepOldRoutesOnlyWhileAClientIsThere(@TempDir Path routes) throws Exception {
        try (Tracker tracker = new Tracker();
                HeldTriton triton = HeldTriton.start("triton");
                EditedGateway gateway = EditedGateway.start(routes, settings(triton))) {
            String router = gateway.read(ROUTER);
            edit(gateway, router, "first");
            triton.hold();
            HttpResponse<java.util.stream.Stream<String>> stream =
                    gateway.askStreaming("llama-8b").join();
            triton.letNewOnesPass();
            edit(gateway, router, "second");
            assertThat(tracker.destroyed.get()).isZero();

            stream.body().close();

            await().atMost(Duration.ofSeconds(10)).until(() -> tracker.destroyed.get() == 1);
        }
    }

    @Test
    void anEditWhileTheGatewayStartsIsServed(@TempDir Path routes) throws Exception {
        EditedGateway.copyRoutes(routes);
        Path router = routes.resolve(ROUTER);
        MainListenerSupport editor = new MainListenerSupport() {
            @Override
            public void beforeStart(BaseMainSupport main) {
                // the routes are read, but do not run yet
                try {
                    Files.writeString(router, EditedGateway.withName("early", Files.readString(router)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        try (HeldTriton triton = HeldTriton.start("triton");
                EditedGateway gateway =
                        EditedGateway.start(routes, main -> main.addMainListener(editor), settings(triton))) {
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> served(gateway, "early"));
        }
    }

    private static Map<String, String> settings(HeldTriton triton) {
        // few workers, so that all are there when threads are first counted
        return Map.of(
                "triton.llama-8b.url", triton.url(), "triton.llama-70b.url", triton.url(), "gateway.threads", "8");
    }

    private static void edit(EditedGateway gateway, String router, String name) {
        gateway.write(ROUTER, EditedGateway.withName(name, router));
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> served(gateway, name));
    }

    private static boolean served(EditedGateway gateway, String name) {
        return gateway.ask(name).join().body().contains("70B-Instruct");
    }

    private static int threads() {
        return Thread.activeCount();
    }

    /** Clients that ask, and ask again. */
    private static final class Traffic {
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final AtomicInteger answered = new AtomicInteger();
        private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        private final CountDownLatch done = new CountDownLatch(4);

        private Traffic(EditedGateway gateway) {
            for (int i = 0; i < 4; i++) {
                boolean stream = i % 2 == 1;
                new Thread(() -> run(gateway, stream), "client-" + i).start();
            }
        }

        private void run(EditedGateway gateway, boolean stream) {
            while (!stopped.get()) {
                try {
                    String body = stream
                            ? String.join(
                                    "\n",
                                    gateway.askStreaming("llama-8b")
                                            .join()
                                            .body()
                                            .toList())
                            : gateway.answer("llama-8b");
                    if (!(stream ? body.contains("[DONE]") : body.contains("triton"))) {
                        failures.add(body);
                    }
                } catch (RuntimeException e) {
                    failures.add(e.toString());
                }
                answered.incrementAndGet();
            }
            done.countDown();
        }

        private void stop() throws InterruptedException {
            stopped.set(true);
            assertThat(done.await(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        }
    }

    private final class Tracker extends CamelContextTracker implements AutoCloseable {
        private final AtomicInteger created = new AtomicInteger();
        private final AtomicInteger destroyed = new AtomicInteger();

        private Tracker() {
            open();
        }

        @Override
        public void contextCreated(CamelContext context) {
            created.incrementAndGet();
            contexts.add(new WeakReference<>(context));
        }

        @Override
        public void contextDestroyed(CamelContext context) {
            destroyed.incrementAndGet();
        }
    }
}
