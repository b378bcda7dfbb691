package io.openaitriton.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouteMistakeTest {
    private static final String ROUTER = "openai-router.camel.yaml";
    private static final String SMALL = "llama-8b.camel.yaml";

    private Path routes;
    private final HeldTriton small = HeldTriton.start("small");
    private final HeldTriton large = HeldTriton.start("large");
    private EditedGateway gateway;
    private CapturedLog log;
    private String router;
    private String model;

    @BeforeAll
    void start(@TempDir Path folder) {
        routes = folder;
        EditedGateway.copyRoutes(folder);
        // a route that is written out; LiveTemplatesTest has the mistakes in those that a template makes
        EditedGateway.write(folder.resolve(SMALL), EditedGateway.writtenOut());
        gateway = EditedGateway.start(
                folder, main -> {}, Map.of("triton.llama-8b.url", small.url(), "triton.llama-70b.url", large.url()));
        router = gateway.read(ROUTER);
        model = gateway.read(SMALL);
    }

    @AfterAll
    void stop() {
        gateway.close();
        small.close();
        large.close();
    }

    @BeforeEach
    void listen() {
        log = CapturedLog.open();
    }

    @AfterEach
    void mend() {
        // served immediately, although the routes are the same as before
        gateway.write(ROUTER, router);
        gateway.write(SMALL, model);
        routes.resolve("extra.camel.yaml").toFile().delete();
        routes.resolve("extra.camel.xml").toFile().delete();
        log.close();
    }

    static Stream<Arguments> mistakesInTheModelFile() {
        return Stream.of(
                arguments(
                        "broken YAML",
                        "    id: triton-llama-8b",
                        "   id: triton-llama-8b\n     x: y",
                        ", line 12: ",
                        "mapping"),
                arguments("an unknown step", "- convertBodyTo:", "- convertBody:", ", line 49: ", "convertBody"),
                arguments("an unknown property", "method: toGenerate", "metod: toGenerate", ", line 26: ", "metod"),
                arguments(
                        "an unknown component",
                        "uri: direct:triton-llama-8b",
                        "uri: dirct:triton-llama-8b",
                        ", line 14: ",
                        "dirct"),
                arguments(
                        "a bad option of an endpoint",
                        "copyHeaders: false",
                        "copyHeaders: flase",
                        ", line ",
                        "copyHeaders=flase"),
                arguments(
                        "a placeholder without a value",
                        "{{triton.connect-timeout}}",
                        "{{triton.conect-timeout}}",
                        ", line 62: ",
                        "triton.conect-timeout"),
                arguments(
                        "a placeholder without a value in a bean",
                        "url: \"{{triton.llama-8b.url}}\"",
                        "url: \"{{triton.lama-8b.url}}\"",
                        ", line 8: ",
                        "triton.lama-8b.url"),
                arguments("a missing bean", "ref: llama-8b", "ref: llama-9b", ", line 18: ", "llama-9b"),
                arguments(
                        "a missing bean of an option",
                        "httpClientConfigurer: \"#tritonHttp\"",
                        "httpClientConfigurer: \"#htp\"",
                        ", line 69: ",
                        "htp"),
                arguments(
                        "a missing data format",
                        "convertBodyTo:\n                    type: io.openaitriton.call.JsonEntity",
                        "marshal: {custom: {ref: openaiFrmat}}",
                        ", line 49: ",
                        "openaiFrmat"),
                arguments(
                        "a bean without a class",
                        "camel.TritonModel",
                        "camel.TritnModel",
                        ", line 4: ",
                        "class not found: io.openaitriton.camel.TritnModel"),
                arguments("an unknown bean property", "names:", "nmes:", ", line 9: ", "nmes"),
                arguments("a bean that does not start", "names: \"*8b*\"", "template: qwen-9", ", line 9: ", "qwen-9"),
                arguments(
                        "an id twice",
                        "id: triton-llama-8b",
                        "id: openai-chat",
                        ", line 11: ",
                        "openai-chat.camel.yaml"),
                arguments(
                        "an input twice",
                        "uri: direct:triton-llama-8b",
                        "uri: direct:triton-llama-70b",
                        ", line 14: ",
                        "llama-70b"),
                arguments(
                        "a bad expression",
                        "{tritonEndpoint} == 'generate_stream'",
                        "{tritonEndpoint == 'generate_stream'",
                        ", line 56: ",
                        "functionEnd"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakesInTheModelFile")
    void isToldWithFileAndLineAndChangesNothing(String mistake, String what, String by, String line, String why) {
        gateway.replace(
                SMALL,
                what.startsWith("{triton") ? "$" + what.replace("{", "{exchangeProperty.") : what,
                what.startsWith("{triton") ? "$" + by.replace("{", "{exchangeProperty.") : by);

        told(SMALL + line, why);
    }

    static Stream<Arguments> mistakesInANewFile() {
        String route = "<route id=\"x\"><from uri=\"direct:x\"/><log message=\"x\"/></route>";
        return Stream.of(
                arguments("xml", "<camel>\n" + route + "\n</camle>", "line 3", "end-tag"),
                arguments("xml", "<camel>\n<rote id=\"x\"/>\n</camel>", "line 2", "rote"),
                arguments("xml", "<camel>\n" + route.replace("message", "mesage") + "\n</camel>", "line 2", "mesage"),
                arguments("xml", "<rutes>" + route + "</rutes>", "line 1", "rutes"),
                arguments("xml", "<camel>\n" + route.replace("direct:x", "dirct:x") + "</camel>", "line 2", "dirct"),
                arguments(
                        "xml",
                        "<camel>\n<bean name=\"x\" type=\"no.Such\"/>" + route + "</camel>",
                        "line 2",
                        "no.Such"),
                arguments("yaml", "- route:\n    id: x\n", "line 2", "from"),
                arguments("yaml", "routes: yes\n", "", ""),
                arguments(
                        "yaml",
                        "- route:\n    id: triton-llama-8b\n    from:\n      uri: direct:x\n      steps:\n        - log: x\n",
                        "line 2",
                        "llama-8b"),
                arguments(
                        "yaml",
                        "- beans:\n    - name: llama-8b\n      type: io.openaitriton.camel.TritonModel\n",
                        "line 2",
                        "llama-8b"));
    }

    @ParameterizedTest(name = "{0}: {3}")
    @MethodSource("mistakesInANewFile")
    void inANewFileIsToldTheSame(String kind, String text, String line, String why) {
        gateway.write("extra.camel." + kind, text);

        told("extra.camel." + kind + (line.isEmpty() ? "" : ", " + line), why);
    }

    /** As a file that is called like its model may have. */
    @Test
    void aDotInTheNameOfAFileIsTold() throws IOException {
        gateway.write("qwen-2.5.camel.yaml", "- route:\n    id: x\n    from:\n      uri: direct:x\n");

        told("qwen-2.5.camel.yaml: ", "rename the file so that it has no dot before '.camel.yaml'");
        Files.delete(routes.resolve("qwen-2.5.camel.yaml"));
    }

    @Test
    void inOneFileDoesNotKeepAnotherFromBeingServed() {
        gateway.write("extra.camel.yaml", "- nonsense\n");
        told("extra.camel.yaml", "");

        gateway.addName("llama-huge");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(gateway.answer("llama-huge")).contains("large"));
    }

    @Test
    void disappearsWhenItIsFixed() {
        gateway.replace(SMALL, "- convertBodyTo:", "- convertBody:");
        told(SMALL, "convertBody");

        gateway.write(SMALL, model.replace("Meta-Llama-3.1-8B-Instruct", "Mended"));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(gateway.models()).contains("Mended"));
    }

    static Stream<Arguments> hostileFiles() {
        return Stream.of(
                arguments("yaml", "[".repeat(20_000), "nested too deeply"),
                arguments("yaml", "- a: " + "{b: ".repeat(20_000), "nested too deeply"),
                arguments("yaml", "- ".repeat(20_000) + "x", "nested too deeply"),
                arguments("yaml", "- log: \u00e9\u0000", "extra.camel.yaml"),
                arguments("yaml", "- log: \u00e9\n", "extra.camel.yaml"),
                arguments("yaml", "- log: {{" + "{{".repeat(20_000) + "\n", "extra.camel.yaml"),
                arguments("yaml", "- log: &a x\n" + "- *a\n".repeat(20_000), "extra.camel.yaml"),
                arguments("yaml", "#".repeat(17 << 20), "is longer than 16777216 bytes"),
                arguments("xml", "<camel>" + "<a>".repeat(20_000), "extra.camel.xml"),
                arguments("xml", "<camel><log message=\"\u00e9\"/></camel>", "extra.camel.xml"),
                arguments(
                        "xml",
                        "<camel><route id=\"x\"><from uri=\"direct:x\"/>"
                                + "<choice><when><constant>1</constant>".repeat(20_000),
                        "extra.camel.xml"),
                arguments("xml", "<!DOCTYPE a [<!ENTITY b \"b\">]><camel>&b;</camel>", "extra.camel.xml"));
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("hostileFiles")
    void whateverAFileHoldsTheNextEditIsServed(String kind, String text, String why) throws IOException {
        // one byte a character, so that those above 7F are no UTF-8
        Files.write(routes.resolve("extra.camel." + kind), text.getBytes(StandardCharsets.ISO_8859_1));
        await().atMost(Duration.ofSeconds(20)).until(() -> !log.events().isEmpty());
        assertThat(log.messages())
                .singleElement()
                .satisfies(message -> assertThat(message)
                        .contains("extra.camel." + kind, why)
                        .doesNotContain("\n")
                        .hasSizeLessThan(1000));
        assertThat(log.events())
                .allSatisfy(event -> assertThat(event.getThrowableProxy()).isNull());

        Files.delete(routes.resolve("extra.camel." + kind));
        gateway.write(SMALL, model.replace("Meta-Llama-3.1-8B-Instruct", "Next-" + text.hashCode()));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(gateway.models()).contains("Next-" + text.hashCode()));
    }

    private void told(String where, String why) {
        await().atMost(Duration.ofSeconds(20)).until(() -> !log.events().isEmpty());
        assertThat(gateway.answer("llama-8b")).contains("small");
        assertThat(gateway.answer("llama-70b")).contains("large");
        assertThat(log.messages()).singleElement().satisfies(message -> {
            assertThat(message).contains(where).contains(why).doesNotContain("\n");
        });
        assertThat(log.events())
                .allSatisfy(event -> assertThat(event.getThrowableProxy()).isNull());
    }
}
