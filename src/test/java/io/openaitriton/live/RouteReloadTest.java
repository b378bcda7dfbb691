package io.openaitriton.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RouteReloadTest {
    private static final String ROUTER = EditedGateway.ROUTER;

    @TempDir
    private Path routes;

    private final HeldTriton small = HeldTriton.start("small");
    private final HeldTriton large = HeldTriton.start("large");
    private final HeldTriton third = HeldTriton.start("third");
    private EditedGateway gateway;

    @BeforeEach
    void start() {
        gateway = EditedGateway.start(
                routes,
                Map.of(
                        "triton.llama-8b.url", small.url(),
                        "triton.llama-70b.url", large.url(),
                        "triton.llama-3b.url", third.url()));
        assertThat(gateway.answer("llama-8b")).contains("small");
        assertThat(gateway.answer("llama-70b")).contains("large");
    }

    @AfterEach
    void stop() {
        third.close();
        large.close();
        small.close();
        gateway.close();
    }

    @Test
    void anEditedRouterIsServedWithinTwoSeconds() {
        gateway.addName("llama-huge");

        served("llama-huge", "large");
    }

    @Test
    void aModelMovesToAnotherServerByItsFile() {
        gateway.replace("llama-8b.camel.yaml", "{{triton.llama-8b.url}}", third.url());

        served("llama-8b", "third");
        assertThat(gateway.answer("llama-70b")).contains("large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "third-model/llama-3b.camel.yaml",
                "third-model/llama-3b.camel.xml",
                "written-out-model/llama-3b.camel.yaml"
            })
    void aThirdModelIsOneNewFile(String example) throws IOException {
        assertThat(gateway.answer("llama-3b")).contains("small");
        String router = gateway.read(ROUTER);

        Path file = Path.of("examples", example);
        Files.copy(file, gateway.file(file.getFileName().toString()));

        served("llama-3b", "third");
        served("Llama-3.2-3B-Instruct", "third");
        assertThat(gateway.models()).contains("Llama-3.2-3B-Instruct");
        assertThat(gateway.answer("llama-13b")).contains("small");
        assertThat(gateway.answer("llama-70b")).contains("large");
        assertThat(gateway.read(ROUTER)).isEqualTo(router);

        gateway.delete(file.getFileName().toString());
        served("llama-3b", "small");
        assertThat(gateway.models()).doesNotContain("3B-Instruct");
    }

    @Test
    void anEditOfTheTemplateIsServedByEveryModel() {
        gateway.replace("triton-model.camel.yaml", "{{url}}/v2", third.url() + "/v2");

        served("llama-8b", "third");
        assertThat(gateway.answer("llama-70b")).contains("third");
    }

    @Test
    void anEditOfAModelsNamesIsServed() {
        gateway.replace("llama-70b.camel.yaml", "names: \"*70b*\"", "names: \"*70b*, *huge, GPT-4\"");

        served("llama-huge", "large");
        assertThat(gateway.answer("gpt-4")).contains("large");
        assertThat(gateway.answer("gpt-4o")).contains("small");
    }

    @Test
    void theRouterMayBeWrittenInXml() throws IOException {
        String xml = Files.readString(Path.of("examples/routes-xml/openai-router.camel.xml"));
        gateway.delete(ROUTER);
        gateway.write("openai-router.camel.xml", EditedGateway.withName("llama-huge", xml));

        served("llama-huge", "large");
        assertThat(gateway.answer("llama-8b")).contains("small");
    }

    @Test
    void anEditorMayWriteAnotherFileAndRenameIt() throws IOException {
        Path temporary = gateway.file(".openai-router.camel.yaml.swp");
        Files.writeString(temporary, EditedGateway.withName("llama-huge", gateway.read(ROUTER)));
        Files.move(temporary, gateway.file(ROUTER), StandardCopyOption.REPLACE_EXISTING);

        served("llama-huge", "large");
    }

    @Test
    void aDefinitionChangesWithItsFile() throws IOException {
        gateway.replace("llama-8b.camel.yaml", "        names:", "        temperature: 0.1\n        names:");
        gateway.replace("llama-8b.camel.yaml", "model: Meta-Llama-3.1-8B-Instruct", "model: Renamed");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(gateway.models()).contains("Renamed").doesNotContain("8B-Instruct"));
    }

    @Test
    void theRoutesAndTheModelOfADeletedFileDisappear() {
        gateway.delete("llama-70b.camel.yaml");
        gateway.replace(ROUTER, "direct:triton-llama-70b", "direct:triton-llama-8b");

        served("llama-70b", "small");
        assertThat(gateway.models()).contains("8B-Instruct").doesNotContain("70B-Instruct");
    }

    @Test
    void aRenamedFileIsServedAsBefore() throws IOException {
        Files.move(gateway.file("llama-70b.camel.yaml"), gateway.file("big.camel.yaml"));
        gateway.addName("llama-huge");

        served("llama-huge", "large");
    }

    @Test
    void anEditedErrorRouteAppliesToAllRoutes() {
        gateway.replace(
                "openai-errors.camel.yaml",
                "            - marshal:",
                "            - setHeader:\n                name: X-Edited\n                expression:\n"
                        + "                  constant:\n                    expression: \"yes\"\n            - marshal:");

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            HttpResponse<String> answer = gateway.ask("llama-8b\",\"n\":\"x").join();
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.headers().firstValue("X-Edited")).contains("yes");
        });
    }

    @Test
    void aRequestThatWaitsForTritonIsAnsweredByTheOldRoute() {
        large.hold();
        CompletableFuture<HttpResponse<String>> waiting = gateway.ask("llama-70b");
        await().until(() -> large.calls() == 2);

        gateway.replace(ROUTER, "direct:triton-llama-70b", "direct:triton-llama-8b");
        served("llama-70b", "small");
        assertThat(waiting).isNotDone();
        large.release();

        assertThat(waiting)
                .succeedsWithin(Duration.ofSeconds(5))
                .satisfies(answer -> assertThat(answer.body()).contains("large"));
    }

    @Test
    void aStreamIsReadToItsEndOnTheOldRoute() {
        large.hold();
        HttpResponse<Stream<String>> stream = gateway.askStreaming("llama-70b").join();
        Iterator<String> lines = stream.body().iterator();
        assertThat(next(lines)).contains("assistant");
        assertThat(next(lines)).contains("large");

        gateway.replace("llama-70b.camel.yaml", "{{triton.llama-70b.url}}", third.url());
        served("llama-70b", "third");
        large.release();

        assertThat(next(lines)).contains(" to the end");
        StringBuilder rest = new StringBuilder();
        lines.forEachRemaining(rest::append);
        assertThat(rest.toString()).endsWith("data: [DONE]");
    }

    @Test
    void aFailureOnTheOldRouteIsStillOpenAisError() {
        large.hold();
        CompletableFuture<HttpResponse<String>> waiting = gateway.ask("llama-70b");
        await().until(() -> large.calls() == 2);

        gateway.replace(ROUTER, "direct:triton-llama-70b", "direct:triton-llama-8b");
        served("llama-70b", "small");
        large.release(500);

        assertThat(waiting).succeedsWithin(Duration.ofSeconds(5)).satisfies(answer -> {
            assertThat(answer.statusCode()).isGreaterThanOrEqualTo(500);
            assertThat(answer.body()).contains("\"error\"").contains("held and failed");
        });
    }

    @Test
    void aTimerOfReplacedRoutesStopsImmediatelyWhileTheirRequestsGoOn() {
        gateway.write("ticker.camel.yaml", """
                - route:
                    id: ticker
                    from:
                      uri: timer:tick
                      parameters:
                        period: 50
                      steps:
                        - to:
                            uri: %s/tick
                """.formatted(third.url()));
        await().atMost(Duration.ofSeconds(20)).until(() -> third.calls() > 2);
        large.hold();
        CompletableFuture<HttpResponse<String>> waiting = gateway.ask("llama-70b");
        await().until(() -> large.calls() == 2);

        gateway.delete("ticker.camel.yaml");
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(300))
                .until(new Unchanged(third::calls));

        large.release();
        assertThat(waiting).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void requestsThatReachNoRouteAreAnsweredAsBefore() {
        gateway.addName("llama-huge");
        served("llama-huge", "large");

        assertThat(gateway.get("/v1/nothing").body()).contains("unknown_url");
        assertThat(gateway.get("/v1/chat/completions").body()).contains("method_not_allowed");
        assertThat(gateway.get("/v1/models/Meta-Llama-3.1-8B-Instruct").statusCode())
                .isEqualTo(200);
    }

    @Test
    void theGatewayStopsOnlyWhenItsRequestsAreAnswered() {
        large.hold();
        CompletableFuture<HttpResponse<String>> oldest = gateway.ask("llama-70b");
        await().until(() -> large.calls() == 2);
        gateway.addName("llama-huge");
        served("llama-huge", "large", large::calls);
        CompletableFuture<HttpResponse<String>> newest = gateway.ask("llama-huge");
        await().until(() -> large.calls() >= 4);

        Thread stopping = new Thread(gateway::close, "stopping");
        stopping.start();
        // no longer serving, still waiting for the answers
        await().atMost(Duration.ofSeconds(5))
                .until(() -> gateway.ask("llama-8b").join().statusCode() == 503);
        assertThat(stopping.isAlive()).isTrue();
        large.release();

        assertThat(oldest.orTimeout(10, TimeUnit.SECONDS).join().body()).contains("large");
        assertThat(newest.orTimeout(10, TimeUnit.SECONDS).join().body()).contains("large");
        await().atMost(Duration.ofSeconds(20)).until(() -> !stopping.isAlive());
    }

    private void served(String model, String by) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                // a request that came too early may be held
                .ignoreException(TimeoutException.class)
                .untilAsserted(() -> assertThat(gateway.ask(model)
                                .get(200, TimeUnit.MILLISECONDS)
                                .body())
                        .contains(by));
    }

    /** The same where the answers of the server are held: it is called, though it does not answer. */
    private void served(String model, String by, java.util.function.IntSupplier calls) {
        int before = calls.getAsInt();
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    gateway.ask(model);
                    return calls.getAsInt() > before;
                });
    }

    /** True when a count is the same as when it was last asked for. */
    private static final class Unchanged implements java.util.concurrent.Callable<Boolean> {
        private final java.util.function.IntSupplier count;
        private int last = -1;

        private Unchanged(java.util.function.IntSupplier count) {
            this.count = count;
        }

        @Override
        public Boolean call() {
            int now = count.getAsInt();
            boolean same = now == last;
            last = now;
            return same;
        }
    }

    private static String next(Iterator<String> lines) {
        String line = lines.next();
        return line.isEmpty() ? next(lines) : line;
    }
}
