package io.openaitriton.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.UncheckedIOException;
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

/** Models that are routes made from a template, while their files are edited. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveTemplatesTest {
    private static final String TEMPLATE = "triton-model.camel.yaml";
    private static final String SMALL = "llama-8b.camel.yaml";
    private static final String LARGE = "llama-70b.camel.yaml";
    private static final String ROUTER = EditedGateway.ROUTER;

    private static final String TEMPLATE_TEXT = read("routes/" + TEMPLATE);
    private static final String MODEL_TEXT = sized("routes/" + SMALL);
    private static final String TEMPLATE_IN_XML = read("examples/routes-xml/triton-model.camel.xml");
    private static final String ROUTE_IN_XML = sized("examples/routes-xml/llama-8b.camel.xml");

    private final HeldTriton small = HeldTriton.start("small");
    private final HeldTriton large = HeldTriton.start("large");
    private final HeldTriton third = HeldTriton.start("third");
    private EditedGateway gateway;
    private CapturedLog log;
    private String router;

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A model's file with SIZE in place of its size. */
    private static String sized(String file) {
        return read(file).replace("Meta-Llama-3.1-8B-Instruct", "Llama-SIZE").replace("8b", "SIZE");
    }

    @BeforeAll
    void start(@TempDir Path folder) {
        EditedGateway.copyRoutes(folder);
        EditedGateway.write(folder.resolve(SMALL), MODEL_TEXT.replace("SIZE", "8b"));
        EditedGateway.write(folder.resolve(LARGE), MODEL_TEXT.replace("SIZE", "70b"));
        gateway = EditedGateway.start(
                folder,
                main -> {},
                Map.of(
                        "triton.llama-8b.url", small.url(),
                        "triton.llama-70b.url", large.url(),
                        "triton.llama-3b.url", third.url(),
                        "alias", "alias"));
        router = gateway.read(ROUTER);
        assertThat(gateway.answer("llama-8b")).contains("small");
        assertThat(gateway.answer("llama-70b")).contains("large");
    }

    @AfterAll
    void stop() {
        gateway.close();
        third.close();
        large.close();
        small.close();
    }

    @BeforeEach
    void listen() {
        log = CapturedLog.open();
    }

    @AfterEach
    void mend() {
        log.close();
        for (String extra : new String[] {
            "extra.camel.yaml", "extra.camel.xml", "other.camel.yaml", "triton-model.camel.xml", "llama-8b.camel.xml"
        }) {
            gateway.file(extra).toFile().delete();
        }
        gateway.write(TEMPLATE, TEMPLATE_TEXT);
        gateway.write(LARGE, MODEL_TEXT.replace("SIZE", "70b"));
        gateway.write(ROUTER, router);
        gateway.write(SMALL, MODEL_TEXT.replace("SIZE", "8b"));
        gateway.settle();
    }

    @Test
    void anEditOfTheRouterIsServed() {
        gateway.addName("llama-huge");

        served("llama-huge", "large");
    }

    @Test
    void anEditOfARouteOfTheTemplateIsServed() {
        gateway.replace(SMALL, "value: \"{{triton.llama-8b.url}}\"", "value: \"{{triton.llama-3b.url}}\"");

        served("llama-8b", "third");
        assertThat(gateway.answer("llama-70b")).contains("large");
    }

    @Test
    void anEditOfTheTemplateIsServedByAllItsRoutes() {
        gateway.replace(TEMPLATE, "\"{{url}}/v2", "\"" + third.url() + "/v2");

        served("llama-8b", "third");
        assertThat(gateway.answer("llama-70b")).contains("third");
    }

    @Test
    void anotherRouteOfTheTemplateIsOneNewFile() {
        gateway.write("extra.camel.yaml", MODEL_TEXT.replace("SIZE", "3b"));

        served("llama-3b", "third");
        assertThat(gateway.models()).contains("Llama-3b", "Llama-8b", "Llama-70b");
    }

    @Test
    void templatesAndTheirRoutesMayBeXml() {
        gateway.delete(TEMPLATE);
        gateway.delete(SMALL);
        gateway.write("triton-model.camel.xml", TEMPLATE_IN_XML);
        gateway.write("llama-8b.camel.xml", ROUTE_IN_XML.replace("SIZE", "8b"));
        gateway.write("extra.camel.xml", ROUTE_IN_XML.replace("SIZE", "3b"));

        served("llama-3b", "third");
        assertThat(gateway.answer("llama-8b")).contains("small");
        assertThat(gateway.answer("llama-70b")).contains("large");
    }

    @Test
    void routesOfATemplateNeedNoIds() {
        gateway.replace(SMALL, "    routeId: triton-llama-8b\n", "");
        gateway.replace(LARGE, "    routeId: triton-llama-70b\n", "");
        gateway.write(
                "extra.camel.yaml", MODEL_TEXT.replace("SIZE", "3b").replace("    routeId: triton-llama-3b\n", ""));

        served("llama-3b", "third");
        assertThat(gateway.answer("llama-70b")).contains("large");
    }

    static Stream<Arguments> validEdits() {
        String steps = """
                  steps:
                    - setBody:
                        expression:
                          constant:
                            expression: extra
            """;
        String route = "- route:\n    id: extra\n    from:\n      uri: platform-http:/extra\n" + steps;
        String other = "- route:\n    id: ID\n    PRE\n    from:\n      uri: URI\n" + steps;
        return Stream.of(
                arguments(
                        "a route with a placeholder as its input",
                        route
                                + other.replace("ID", "one")
                                        .replace("    PRE\n", "")
                                        .replace("URI", "direct:{{alias}}")),
                arguments(
                        "routes without ids",
                        route + "- from:\n    uri: direct:a\n" + steps.indent(-2) + "- from:\n    uri: direct:b\n"
                                + steps.indent(-2)),
                arguments(
                        "inputs with options",
                        route
                                + other.replace("ID", "one")
                                        .replace("    PRE\n", "")
                                        .replace("URI", "direct:a?block=false")
                                + "- route:\n    id: two\n    from:\n      uri: direct\n      parameters:\n        name: b\n"
                                + steps),
                arguments(
                        "two routes of which one is left out",
                        route
                                + other.replace("ID", "one")
                                        .replace("PRE", "precondition: \"'1' == '2'\"")
                                        .replace("URI", "direct:a")
                                + other.replace("ID", "two")
                                        .replace("PRE", "precondition: \"'1' == '1'\"")
                                        .replace("URI", "direct:a")),
                arguments(
                        "two routes of which one is not started",
                        route
                                + other.replace("ID", "one")
                                        .replace("PRE", "autoStartup: \"false\"")
                                        .replace("URI", "direct:a")
                                + other.replace("ID", "two")
                                        .replace("    PRE\n", "")
                                        .replace("URI", "direct:a")),
                arguments(
                        "a template without routes",
                        route + "- routeTemplate:\n    id: unused\n    from:\n      uri: direct:{{x}}\n" + steps),
                arguments(
                        "a template with an optional parameter",
                        route
                                + "- routeTemplate:\n    id: quiet\n    parameters:\n      - name: to\n        defaultValue: here\n"
                                + "    from:\n      uri: direct:{{to}}\n" + steps
                                + "- templatedRoute:\n    routeTemplateRef: quiet\n"
                                + "- templatedRoute:\n    routeTemplateRef: quiet\n    parameters:\n      - name: to\n        value: there\n"),
                arguments(
                        "routes of the REST DSL",
                        "- restConfiguration:\n    component: platform-http\n"
                                + "- rest:\n    path: /\n    get:\n      - path: extra\n        to: direct:rest-extra\n"
                                + other.replace("ID", "one")
                                        .replace("    PRE\n", "")
                                        .replace("URI", "direct:rest-extra")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("validEdits")
    void isServedWhileRoutesOfATemplateAre(String edit, String text) {
        gateway.write("extra.camel.yaml", text);

        await().atMost(Duration.ofSeconds(8)).untilAsserted(() -> {
            assertThat(log.messages()).isEmpty();
            assertThat(gateway.get("/extra").body()).isEqualTo("extra");
        });
        assertThat(gateway.answer("llama-8b")).contains("small");
        assertThat(gateway.answer("llama-70b")).contains("large");
    }

    @Test
    void aKameletThatIsUsedTwiceIsServed() {
        String ask =
                "kamelet:openai-triton-action?model=Llama-3b&template=llama-3.1&dialect=generic&url=" + third.url();
        String steps = "      steps:\n        - to:\n            uri: " + ask + "\n";
        gateway.write(
                "extra.camel.yaml",
                "- route:\n    id: kamelet-a\n    routeConfigurationId: openai-errors\n    from:\n      uri: platform-http:/extra-a\n"
                        + steps
                        + "- route:\n    id: kamelet-b\n    routeConfigurationId: openai-errors\n    from:\n      uri: platform-http:/extra-b\n"
                        + steps);

        await().atMost(Duration.ofSeconds(8)).untilAsserted(() -> {
            assertThat(log.messages()).isEmpty();
            // a GET without a body, or with an empty one: that depends on the JDK
            assertThat(gateway.get("/extra-b").body()).contains("request body: expected a JSON object");
        });
        gateway.addName("llama-huge");
        served("llama-huge", "large");
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                arguments(
                        SMALL,
                        "routeTemplateRef: triton-model",
                        "routeTemplateRef: triton-modl",
                        ", line 11: ",
                        "triton-modl"),
                arguments(
                        SMALL,
                        "  - name: model\n        value: Llama-8b",
                        "  - name: modle\n        value: Llama-8b",
                        ", line ",
                        "model"),
                arguments(
                        SMALL,
                        "value: \"{{triton.llama-8b.url}}\"",
                        "value: \"htp://somewhere\"",
                        ", line 19: ",
                        "htp"),
                arguments(
                        SMALL,
                        "value: \"{{triton.llama-8b.url}}\"",
                        "value: \"{{triton.lama-8b.url}}\"",
                        ", line 19: ",
                        "triton.lama-8b.url"),
                arguments(SMALL, "value: llama-8b", "value: llama-9b", ", line 15: ", "llama-9b"),
                arguments(SMALL, "value: llama-8b", "value: llama-70b", ", line 15: ", "llama-70b.camel.yaml"),
                arguments(
                        SMALL,
                        "routeId: triton-llama-8b",
                        "routeId: triton-llama-70b",
                        ", line 12: ",
                        "llama-70b.camel.yaml"),
                arguments(
                        SMALL,
                        "routeId: triton-llama-8b",
                        "routeId: openai-chat",
                        ", line 12: ",
                        "openai-chat.camel.yaml"),
                arguments(SMALL, "- templatedRoute:", "- templatedRoutes:", ", line 10: ", "templatedRoutes"),
                arguments(SMALL, "names: \"*8b*\"", "template: qwen-9", ", line 9: ", "qwen-9"),
                arguments(TEMPLATE, "- convertBodyTo:", "- convertBody:", ", line 72: ", "convertBody"),
                arguments(TEMPLATE, "direct:triton-{{name}}", "dirct:{{name}}", ", line 37: ", "dirct"),
                arguments(TEMPLATE, "direct:triton-{{name}}", "direct:{{nmae}}", ", line 37: ", "nmae"),
                arguments(TEMPLATE, "direct:triton-{{name}}", "direct:same", ", line 37: ", "direct:same"),
                arguments(TEMPLATE, "ref: \"{{name}}\"", "ref: \"{{name}}-x\"", ", line ", "llama-"),
                arguments(TEMPLATE, "copyHeaders: false", "copyHeaders: flase", ", line ", "copyHeaders=flase"),
                arguments(
                        TEMPLATE,
                        "convertBodyTo:\n                      type: io.openaitriton.call.JsonEntity",
                        "marshal: {custom: {ref: openaiFrmat}}",
                        ", line 72: ",
                        "openaiFrmat"),
                arguments(TEMPLATE, "ref: tritonQueue", "ref: tritonQueu", ", line 70: ", "tritonQueu"),
                arguments(
                        TEMPLATE,
                        "{{triton.connect-timeout}}",
                        "{{triton.conect-timeout}}",
                        ", line 85: ",
                        "triton.conect-timeout"),
                arguments(
                        TEMPLATE,
                        "routeConfigurationId: openai-errors",
                        "routeConfigurationid: openai-errors",
                        ", line 35: ",
                        "routeConfigurationid"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("mistakes")
    void aMistakeIsToldWithFileAndLineAndChangesNothing(String file, String what, String by, String line, String why) {
        gateway.replace(file, what, by);

        await().atMost(Duration.ofSeconds(8)).until(() -> !log.events().isEmpty());
        assertThat(gateway.answer("llama-8b")).contains("small");
        assertThat(gateway.answer("llama-70b")).contains("large");
        assertThat(log.messages())
                .singleElement()
                .satisfies(message ->
                        assertThat(message).contains(file + line).contains(why).doesNotContain("\n"));
        assertThat(log.events())
                .allSatisfy(event -> assertThat(event.getThrowableProxy()).isNull());
    }

    @Test
    void aMistakeInOneFileDoesNotKeepAnotherFromBeingServed() {
        gateway.replace(SMALL, "value: \"{{triton.llama-8b.url}}\"", "value: \"htp://somewhere\"");
        await().atMost(Duration.ofSeconds(8)).until(() -> !log.events().isEmpty());

        gateway.addName("llama-huge");

        await().atMost(Duration.ofSeconds(8))
                .untilAsserted(() -> assertThat(gateway.answer("llama-huge")).contains("large"));
        assertThat(gateway.answer("llama-8b")).contains("small");
    }

    @Test
    void aMissingTemplateIsReportedWhereItIsUsed() {
        gateway.replace(TEMPLATE, "id: triton-model", "id: triton-modl");

        await().atMost(Duration.ofSeconds(8)).until(() -> !log.events().isEmpty());
        assertThat(log.messages())
                .singleElement()
                .asString()
                .contains(LARGE + ", line 11: Cannot find RouteTemplate with id triton-model");
        assertThat(gateway.answer("llama-8b")).contains("small");
    }

    @Test
    void aTemplateThatTwoFilesHaveIsAMistake() {
        gateway.write("other.camel.yaml", TEMPLATE_TEXT.substring(TEMPLATE_TEXT.indexOf("- routeTemplate:")));

        await().atMost(Duration.ofSeconds(8)).until(() -> !log.events().isEmpty());
        assertThat(log.messages())
                .singleElement()
                .asString()
                .contains("other.camel.yaml, line 2: ", "triton-model", "is also in ", TEMPLATE);
    }

    private void served(String model, String answer) {
        await().atMost(Duration.ofSeconds(8))
                .untilAsserted(() -> assertThat(gateway.answer(model)).contains(answer));
        assertThat(log.messages()).isEmpty();
    }
}
