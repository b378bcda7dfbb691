package io.openaitriton.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RouteBeansTest {
    private static final String YAML = """
            - beans:
                - name: counted
                  type: %s
                  initMethod: start
            - route:
                id: counted
                from:
                  uri: direct:counted
                  steps:
                    - bean:
                        ref: other-counted
                        method: start
            """.formatted(Counted.class.getName());
    private static final String XML = """
            <camel>
              <bean name="other-counted" type="%s" initMethod="start"/>
            </camel>
            """.formatted(Counted.class.getName());

    @TempDir
    private Path routes;

    /** A bean that counts how often one was started. */
    public static final class Counted {
        private static final AtomicInteger STARTED = new AtomicInteger();

        public void start() {
            STARTED.incrementAndGet();
        }
    }

    @Test
    void aBeanIsMadeOnceForEachSetOfRoutes() {
        EditedGateway.copyRoutes(routes);
        // the loader of all files forgets its beans when it has read the first
        EditedGateway.write(routes.resolve("z-counted.yaml"), YAML);
        EditedGateway.write(routes.resolve("z-other.xml"), XML);
        try (HeldTriton triton = HeldTriton.start("triton");
                EditedGateway gateway = EditedGateway.start(
                        routes,
                        main -> {},
                        Map.of("triton.llama-8b.url", triton.url(), "triton.llama-70b.url", triton.url()))) {
            assertThat(Counted.STARTED).hasValue(2);

            gateway.replace("llama-8b.camel.yaml", "model: Meta-Llama-3.1-8B-Instruct", "model: Renamed");

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(gateway.models()).contains("Renamed"));
            assertThat(Counted.STARTED).hasValue(4);
        }
    }
}
