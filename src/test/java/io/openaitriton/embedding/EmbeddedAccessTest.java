package io.openaitriton.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.access.KeyUse;
import io.openaitriton.admission.AccessControl;
import io.openaitriton.camel.OpenAiAccess;
import io.openaitriton.cli.IssuedKeys;
import io.openaitriton.exchange.OpenAiProperties;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys in an application with its own edge: {@code openaiAccess} is a step of its route. */
class EmbeddedAccessTest {
    private static final String REQUEST = GatewayServer.request("hi", "");

    @TempDir
    private Path folder;

    private TritonSimulator triton;
    private IssuedKeys keys;
    private Main main;
    private ProducerTemplate template;

    @BeforeEach
    void start() {
        triton = TritonSimulator.start(SimulatorSettings.defaults());
        keys = IssuedKeys.in(folder).add("all").add("few", List.of("Meta-Llama-3.1-8B-Instruct"), 5L, null, 1L);
        main = new Main();
        main.setPropertyPlaceholderLocations("classpath:openai-triton/defaults.properties");
        main.addOverrideProperty("triton.llama-8b.url", triton.url());
        main.addOverrideProperty("triton.llama-70b.url", triton.url());
        main.addOverrideProperty(
                "camel.main.routes-include-pattern",
                "file:routes/openai-*.yaml,file:routes/triton-*.yaml,file:routes/llama-*.yaml");
        main.addOverrideProperty("camel.main.routes-exclude-pattern", "**/openai-http-*");
    }

    @AfterEach
    void stop() {
        main.stop();
        triton.close();
    }

    private void start(String file) {
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                OpenAiAccess access = new OpenAiAccess();
                access.setCamelContext(getContext());
                access.setKeys(file);
                access.start();
                bindToRegistry("openaiAccess", access);
                from("direct:door")
                        .routeConfigurationId("openai-errors")
                        .to("bean:openaiAccess?method=admit")
                        .to("direct:openai-chat");
            }
        });
        main.start();
        template = main.getCamelContext().createProducerTemplate();
    }

    @Test
    void theStepChecksTheKeyAndStoresItsName() {
        start(keys.file().toString());
        Exchange refused = ask(REQUEST, Map.of());
        assertThat(refused.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(401);
        assertThat(refused.getMessage().getHeader("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(refused.getMessage().getBody(String.class)).contains("invalid_api_key");
        Exchange several = ask(REQUEST, Map.of("Authorization", List.of(bearer("all"), bearer("all"))));
        assertThat(several.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(401);

        Exchange answered = ask(REQUEST, Map.of("authorization", bearer("all")));
        assertThat(answered.getMessage().getBody(String.class)).contains("chat.completion");
        assertThat(answered.getProperty("openaiKeyName")).isEqualTo("all");
        assertThat(answered.getProperty(OpenAiProperties.KEY, KeyUse.class)
                        .key()
                        .name())
                .isEqualTo("all");
    }

    @Test
    void modelsAndLimitsAreThoseOfTheKey() {
        start(keys.file().toString());
        Map<String, Object> few = Map.of("Authorization", bearer("few"));
        assertThat(ask(GatewayServer.request("hi", "\"model\":\"70b\""), few)
                        .getMessage()
                        .getHeader(Exchange.HTTP_RESPONSE_CODE))
                .isEqualTo(403);
        for (int i = 0; i < 4; i++) {
            assertThat(ask(REQUEST, few).getMessage().getBody(String.class)).contains("chat.completion");
        }
        Exchange limited = ask(REQUEST, few);
        assertThat(limited.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(429);
        assertThat(limited.getMessage().getHeaders()).containsKeys("Retry-After", "x-ratelimit-reset-requests");
    }

    @Test
    void aRequestThatIsCheckedTwiceCountsOnce() throws Exception {
        start(keys.file().toString());
        main.getCamelContext().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:gate").to("bean:openaiAccess?method=admit").to("direct:door");
            }
        });
        Exchange answered = ask("direct:gate", REQUEST, Map.of("Authorization", bearer("few")));
        assertThat(answered.getMessage().getBody(String.class)).contains("chat.completion");
    }

    @Test
    void aPlaceIsFreeWhenTheExchangeIsDone() {
        start(keys.file().toString());
        Map<String, Object> few = Map.of("Authorization", bearer("few"));
        CompletableFuture<Void> release = new CompletableFuture<>();
        triton.enqueue(ScriptedReply.reply(200)
                .header("Content-Type", "application/json")
                .await(release)
                .chunk("{\"text_output\":\"one\"}")
                .thenEnd());
        CompletableFuture<Exchange> first = CompletableFuture.supplyAsync(() -> ask(REQUEST, few));
        await().atMost(Duration.ofSeconds(20)).until(() -> triton.inFlight() == 1);
        assertThat(ask(REQUEST, few).getMessage().getBody(String.class)).contains("requests in progress");
        release.complete(null);
        assertThat(first.join().getException()).isNull();
        assertThat(ask(REQUEST, few).getMessage().getBody(String.class)).contains("chat.completion");
    }

    @Test
    void withoutAFileOfKeysTheStepLetsEverybodyIn() throws Exception {
        start("");
        Exchange answered = ask(GatewayServer.request("hi", "\"stream\":true"), Map.of());
        try (InputStream events = answered.getMessage().getBody(InputStream.class)) {
            assertThat(new String(events.readAllBytes())).endsWith("data: [DONE]\n\n");
        }
        assertThat(answered.getProperties())
                .doesNotContainKeys(OpenAiProperties.KEY, "openaiKeyName", "openaiAdmission");
        assertThat(main.getCamelContext().getRegistry().lookupByName(AccessControl.NAME))
                .isNull();
    }

    @Test
    void theThreadThatPollsTheFileEndsWithTheContext() {
        start(keys.file().toString());
        assertThat(looking()).isTrue();
        main.stop();
        await().atMost(Duration.ofSeconds(20)).until(() -> !looking());
    }

    private static boolean looking() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("api-keys"));
    }

    private Exchange ask(String request, Map<String, Object> headers) {
        return ask("direct:door", request, headers);
    }

    private Exchange ask(String endpoint, String request, Map<String, Object> headers) {
        return template.request(endpoint, exchange -> {
            exchange.getMessage().setHeaders(new java.util.HashMap<>(headers));
            exchange.getMessage().setBody(request);
        });
    }

    private String bearer(String name) {
        return "Bearer " + keys.key(name);
    }
}
