package io.openaitriton.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.generation.ApiException;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.simulator.RecordedRequest;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code kamelet:openai-triton-action} in routes of a context that knows nothing else of the gateway. */
class KameletTest {
    private static final String MODEL = "Meta-Llama-3.1-8B-Instruct";

    private static TritonSimulator triton;
    private static DefaultCamelContext context;
    private static ProducerTemplate template;

    @BeforeAll
    static void start() throws Exception {
        triton = TritonSimulator.start(SimulatorSettings.defaults());
        context = new DefaultCamelContext();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").to(kamelet(MODEL, ""));
                from("direct:answered").to(kamelet(MODEL, "&errors=answer")).setProperty("after", constant(true));
                from("direct:gathered").to(kamelet(MODEL, "&upstream=stream&dialect=vllm&maxTokens=7"));
                from("direct:short").to(kamelet(MODEL, "&totalTimeout=200"));
                from("direct:twice")
                        .setProperty("question", body())
                        .to(kamelet(MODEL, "&upstream=stream&dialect=generic"))
                        .setProperty("first", body())
                        .setBody(exchangeProperty("question"))
                        .to(kamelet("Meta-Llama-3.1-70B-Instruct", "&temperature=0.1"));
                from("direct:caught")
                        .onException(ApiException.class)
                        .handled(true)
                        .setBody(simple("${exception.status} ${exception.message}"))
                        .end()
                        .to(kamelet(MODEL, ""));
            }
        });
        context.start();
        template = context.createProducerTemplate();
    }

    private static String kamelet(String model, String more) {
        return "kamelet:openai-triton-action?url=" + triton.url() + "&model=" + model + "&template=llama-3.1" + more;
    }

    @AfterAll
    static void stop() throws Exception {
        context.close();
        triton.close();
    }

    @Test
    void aRequestIsAnswered() throws Exception {
        Exchange answer = template.request("direct:ask", exchange -> {
            exchange.getMessage().setBody(GatewayServer.request("hi", "\"model\":\"whatever\""));
            exchange.getMessage().setHeader(Exchange.HTTP_PATH, "/elsewhere");
            exchange.getMessage().setHeader("Authorization", "secret");
        });
        assertThat(answer.getException()).isNull();
        JsonNode completion = OpenAiJson.mapper().readTree(answer.getMessage().getBody(byte[].class));
        assertThat(completion.path("object").textValue()).isEqualTo("chat.completion");
        assertThat(completion.path("model").textValue()).isEqualTo(MODEL);
        assertThat(completion.toString()).contains("temperature 0.7, top_p 0.95, max_tokens 100");
        assertThat(answer.getMessage().getHeaders()).containsOnlyKeys(Exchange.CONTENT_TYPE);
        var sent = lastRequest();
        assertThat(sent.path()).isEqualTo("/v2/models/" + MODEL + "/generate");
        assertThat(sent.toString()).doesNotContain("secret");
    }

    @Test
    void aStreamIsAnInputStreamThatGivesEachTokenAsItComes() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .await(second)
                .event("{\"text_output\":\" two\"}")
                .thenEnd());
        Exchange answer = ask("direct:ask", "hi", "\"stream\":true");
        assertThat(answer.getMessage().getHeaders())
                .containsExactlyEntriesOf(Map.of(Exchange.CONTENT_TYPE, "text/event-stream"));
        InputStream stream = answer.getMessage().getBody(InputStream.class);
        byte[] first = new byte[8192];
        int count = stream.read(first);
        assertThat(new String(first, 0, count, StandardCharsets.UTF_8)).contains("\"content\":\"one\"");
        second.countDown();
        assertThat(new String(stream.readAllBytes(), StandardCharsets.UTF_8))
                .contains("\"content\":\" two\"")
                .endsWith("data: [DONE]\n\n");
    }

    @Test
    void closingAStreamEndsTheGeneration() throws Exception {
        int cancelled = triton.cancelledCount();
        Exchange answer = ask("direct:ask", "@@tokens=1000 @@delay=20", "\"stream\":true");
        InputStream stream = answer.getMessage().getBody(InputStream.class);
        assertThat(stream.read()).isEqualTo('d');
        stream.close();
        await().atMost(Duration.ofSeconds(20)).until(() -> triton.cancelledCount() > cancelled);
    }

    @Test
    void aStreamThatBreaksOffEndsWithAnErrorEvent() {
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .event("{\"error\":\"CUDA out of memory\"}")
                .thenEnd());
        InputStream stream =
                ask("direct:ask", "hi", "\"stream\":true").getMessage().getBody(InputStream.class);
        StringBuilder read = new StringBuilder();
        assertThatThrownBy(() -> {
                    for (int b = stream.read(); b >= 0; b = stream.read()) {
                        read.append((char) b);
                    }
                })
                .isInstanceOf(IOException.class);
        assertThat(read.toString()).contains("\"content\":\"one\"", "data: {\"error\":");
    }

    @Test
    void parametersAreThoseOfTheModel() throws Exception {
        String answer = ask("direct:gathered", "hi", "").getMessage().getBody(String.class);
        assertThat(answer).contains("\"completion_tokens\":7", "\"finish_reason\":\"length\"");
        assertThat(lastRequest().path()).endsWith("/generate_stream");
    }

    @Test
    void anAnswerThatExceedsTheTotalTimeoutIsAbandoned() {
        triton.enqueue(ScriptedReply.neverAnswer());
        Exchange failed = ask("direct:short", "hi", "");
        assertThat(failed.getException()).isInstanceOf(ApiException.class);
        assertThat(((ApiException) failed.getException()).status()).isEqualTo(504);
    }

    @Test
    void aRouteMayCallAgainAfterAnAnswerThatWasCutOff() {
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .event("{\"text_output\":\" two three\"}")
                .thenHang());
        Exchange answer = ask("direct:twice", "hi", "\"stop\":[\" three\",\"four\"]");
        assertThat(answer.getException()).isNull();
        assertThat(answer.getProperty("first", String.class)).contains("\"content\":\"one two\"");
        assertThat(answer.getMessage().getBody(String.class)).contains("70B").contains("temperature 0.1");
    }

    @ParameterizedTest
    @CsvSource({
        "hi, '\"temperature\":3', 400, temperature",
        "hi, '\"max_tokens\":\"many\"', 400, max_tokens",
        "hi, '\"tool_choice\":\"required\"', 400, tool_choice",
        "@@fail=at-once, '', 502, CUDA out of memory",
        "@@fail=unavailable, '', 503, overloaded",
        "@@fail=unavailable, '\"stream\":true', 503, overloaded",
        "@@fail=reset, '', 503, cannot connect to Triton"
    })
    void aFailureIsAnExceptionOrAnAnswer(String content, String fields, int status, String words) throws Exception {
        Exchange failed = ask("direct:ask", content, fields);
        assertThat(failed.getException()).isInstanceOf(ApiException.class).hasMessageContaining(words);
        assertThat(((ApiException) failed.getException()).status()).isEqualTo(status);
        assertThat(ask("direct:caught", content, fields).getMessage().getBody(String.class))
                .startsWith(status + " ")
                .contains(words);

        Exchange answered = ask("direct:answered", content, fields);
        assertThat(answered.getException()).isNull();
        assertThat(answered.getProperty("after", Boolean.class)).isTrue();
        assertThat(answered.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(status);
        assertThat(OpenAiJson.mapper()
                        .readTree(answered.getMessage().getBody(byte[].class))
                        .path("error")
                        .path("message")
                        .textValue())
                .contains(words);
    }

    @Test
    void aBodyThatIsNoRequestIsRefused() {
        for (Object body : new Object[] {null, "", "{", "[]"}) {
            Exchange failed = template.request("direct:ask", e -> e.getMessage().setBody(body));
            assertThat(failed.getException()).isInstanceOf(ApiException.class);
            assertThat(((ApiException) failed.getException()).status()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "template=no-such-template, no-such-template",
        "template=llama-3.1&dialect=klingon, klingon",
        "x=y, template"
    })
    void aWrongParameterIsToldAtTheStart(String parameters, String words) {
        assertThatThrownBy(() -> {
                    try (DefaultCamelContext wrong = new DefaultCamelContext()) {
                        wrong.addRoutes(new RouteBuilder() {
                            @Override
                            public void configure() {
                                from("direct:wrong")
                                        .to("kamelet:openai-triton-action?url=http://localhost:1&model=m&"
                                                + parameters);
                            }
                        });
                        wrong.start();
                    }
                })
                .hasStackTraceContaining(words);
    }

    private static Exchange ask(String route, String content, String fields) {
        return template.request(route, e -> e.getMessage().setBody(GatewayServer.request(content, fields)));
    }

    private static RecordedRequest lastRequest() throws InterruptedException {
        RecordedRequest last = null;
        for (var next = triton.takeRequest(Duration.ZERO); next != null; next = triton.takeRequest(Duration.ZERO)) {
            last = next;
        }
        return last;
    }
}
