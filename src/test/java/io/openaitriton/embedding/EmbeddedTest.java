package io.openaitriton.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.ChatCompletion;
import io.openaitriton.api.chat.ChatCompletionChunk;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.completions.Completion;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.Closeable;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The core of the routes on another camel-main application, without an HTTP server: {@code direct:openai-chat}. */
class EmbeddedTest extends CamelMainTestSupport {
    private static TritonSimulator triton;

    @BeforeAll
    static void startTriton() {
        triton = TritonSimulator.start(SimulatorSettings.defaults());
    }

    @AfterAll
    static void stopTriton() {
        triton.close();
    }

    @Override
    protected String getPropertyPlaceholderLocations() {
        return "file:application.properties";
    }

    @Override
    public void configureContext(CamelContextConfiguration configuration) {
        super.configureContext(configuration);
        Properties properties = new Properties();
        properties.setProperty("camel.server.enabled", "false");
        // as Camel has it by default
        properties.setProperty("camel.main.stream-caching-enabled", "true");
        properties.setProperty(
                "camel.main.routes-include-pattern",
                "file:routes/openai-*.yaml,file:routes/triton-*.yaml,file:routes/llama-*.yaml");
        properties.setProperty("camel.main.routes-exclude-pattern", "**/openai-http-*");
        properties.setProperty("triton.llama-8b.url", triton.url());
        properties.setProperty("triton.llama-70b.url", triton.url());
        configuration.withUseOverridePropertiesWithPropertiesComponent(properties);
    }

    @Test
    void aRequestAsTextIsAnsweredAsJson() {
        String answer = template.requestBody("direct:openai-chat", GatewayServer.request("hi", ""), String.class);
        assertThat(answer).contains("\"object\":\"chat.completion\"", "hi");
    }

    @Test
    void headersOfTheCallerDoNotSteerTheCallToTriton() {
        Map<String, Object> headers = Map.of(
                Exchange.HTTP_URI,
                "http://127.0.0.1:1",
                Exchange.HTTP_PATH,
                "/mine",
                Exchange.HTTP_QUERY,
                "a=b",
                Exchange.HTTP_METHOD,
                "PUT",
                Exchange.CONTENT_ENCODING,
                "gzip");
        String answer = template.requestBodyAndHeaders(
                "direct:openai-chat", GatewayServer.request("hi", ""), headers, String.class);
        assertThat(answer).contains("\"object\":\"chat.completion\"");
    }

    @Test
    void aRequestAsBytesIsAnsweredAsJson() {
        byte[] request = GatewayServer.request("hi", "\"model\":\"70b\"").getBytes(StandardCharsets.UTF_8);
        assertThat(template.requestBody("direct:openai-chat", request, String.class))
                .contains("70B");
    }

    @Test
    void aStreamIsAnInputStreamThatGivesEachTokenAsItComes() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .await(second)
                .event("{\"text_output\":\" two\"}")
                .thenEnd());
        Exchange exchange = template.request(
                "direct:openai-chat", e -> e.getMessage().setBody(GatewayServer.request("hi", "\"stream\":true")));
        assertThat(exchange.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("text/event-stream");
        InputStream stream = exchange.getMessage().getBody(InputStream.class);
        byte[] first = new byte[8192];
        int count = stream.read(first);
        assertThat(new String(first, 0, count, StandardCharsets.UTF_8)).contains("\"content\":\"one\"");
        second.countDown();
        assertThat(new String(stream.readAllBytes(), StandardCharsets.UTF_8))
                .contains("\"content\":\" two\"")
                .endsWith("data: [DONE]\n\n");
    }

    @Test
    void aRequestMayBeAMapOrARecordAndItsAnswerARecord() {
        Map<String, Object> map = Map.of("model", "70b", "messages", List.of(Map.of("role", "user", "content", "hi")));
        ChatCompletionRequest record = OpenAiJson.mapper().convertValue(map, ChatCompletionRequest.class);
        for (Object request : List.of(map, record)) {
            ChatCompletion answer = asRecord("direct:openai-chat", request, ChatCompletion.class);
            assertThat(answer.model()).contains("70B");
            assertThat(answer.choices().get(0).message().content()).contains("hi");
        }
        assertThat(template.requestBody("direct:openai-chat", map, String.class))
                .contains("\"object\":\"chat.completion\"");
        assertThat(template.requestBody("direct:openai-chat", Map.of("messages", "hi"), String.class))
                .contains("\"param\":\"messages\"", "an array");
        assertThat(asRecord("direct:openai-completions", Map.of("prompt", "Once"), Completion.class))
                .extracting(Completion::id)
                .asString()
                .startsWith("cmpl-");
    }

    @Test
    void aStreamMayBeSplitIntoRecordsThatCameOneByOne() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .await(second)
                .event("{\"text_output\":\" two\"}")
                .thenEnd());
        List<String> texts = new CopyOnWriteArrayList<>();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:split")
                        .setProperty("openaiAnswerAs", constant("record"))
                        .to("direct:openai-chat")
                        .split(body())
                        .streaming()
                        .process(e -> e.getMessage()
                                .getBody(ChatCompletionChunk.class)
                                .choices()
                                .forEach(choice -> {
                                    if (choice.delta().content() != null) {
                                        texts.add(choice.delta().content());
                                    }
                                    // Camel's splitter waits for an element more, to know which is the last
                                    if ("".equals(choice.delta().content())) {
                                        second.countDown();
                                    }
                                }));
            }
        });
        template.requestBody("direct:split", GatewayServer.request("hi", "\"stream\":true"));
        assertThat(texts).containsExactly("", "one", " two");
    }

    @Test
    void recordsOfAStreamThatBreaksOffEndWithAFailureAndClosingThemEndsTheCall() throws Exception {
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .event("{\"error\":\"gone\"}")
                .thenEnd());
        Iterator<?> broken = chunks();
        assertThatThrownBy(() -> broken.forEachRemaining(chunk -> {})).hasMessageContaining("gone");

        CompletableFuture<Void> never = new CompletableFuture<>();
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .await(never)
                .thenEnd());
        Iterator<?> left = chunks();
        assertThat(left.next()).isInstanceOf(ChatCompletionChunk.class);
        int before = triton.cancelledCount();
        ((Closeable) left).close();
        assertThat(left.hasNext()).isFalse();
        await().atMost(Duration.ofSeconds(20)).until(() -> triton.cancelledCount() > before);
    }

    @Test
    void aStreamThatItsReaderEndedLeavesTheExchangeFreeForAnotherCall() throws Exception {
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .await(new CompletableFuture<>())
                .thenEnd());
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:twice")
                        .to("direct:openai-chat")
                        .process(e -> e.getMessage().getBody(InputStream.class).close())
                        .setBody(constant(GatewayServer.request("again", "")))
                        .to("direct:openai-chat");
            }
        });
        String request = GatewayServer.request("hi", "\"stream\":true");
        assertThat(template.requestBody("direct:twice", request, String.class))
                .contains("\"object\":\"chat.completion\"", "again");
    }

    @Test
    void aStreamThatIsClosedLeavesAnotherOfTheSameExchangeAlone() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"first\"}")
                .await(new CompletableFuture<>())
                .thenEnd());
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .await(second)
                .event("{\"text_output\":\" two\"}")
                .thenEnd());
        String request = GatewayServer.request("hi", "\"stream\":true");
        List<String> answers = new CopyOnWriteArrayList<>();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:both")
                        .to("direct:openai-chat")
                        .setProperty("first", body())
                        .setBody(constant(request))
                        .to("direct:openai-chat")
                        .process(e -> {
                            e.getProperty("first", InputStream.class).close();
                            second.countDown();
                            byte[] rest =
                                    e.getMessage().getBody(InputStream.class).readAllBytes();
                            answers.add(new String(rest, StandardCharsets.UTF_8));
                        });
            }
        });
        template.sendBody("direct:both", request);
        assertThat(answers).singleElement().asString().contains("\" two\"").endsWith("data: [DONE]\n\n");
    }

    private <T> T asRecord(String endpoint, Object request, Class<T> type) {
        Exchange answered = template.request(endpoint, e -> {
            e.setProperty("openaiAnswerAs", "record");
            e.getMessage().setBody(request);
        });
        return type.cast(answered.getMessage().getBody());
    }

    private Iterator<?> chunks() {
        return asRecord("direct:openai-chat", GatewayServer.request("hi", "\"stream\":true"), Iterator.class);
    }

    @Test
    void aFailureIsOpenAisErrorWithItsStatus() {
        Exchange exchange =
                template.request("direct:openai-chat", e -> e.getMessage().setBody("{}"));
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(400);
        assertThat(exchange.getMessage().getBody(String.class)).contains("\"param\":\"messages\"");
    }
}
