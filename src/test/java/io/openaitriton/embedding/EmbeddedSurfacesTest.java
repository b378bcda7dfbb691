package io.openaitriton.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.ChatCompletion;
import io.openaitriton.api.chat.ChatCompletionChunk;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.messages.CountTokensCall;
import io.openaitriton.api.messages.Message;
import io.openaitriton.api.messages.MessageEvent;
import io.openaitriton.api.messages.MessagesRequest;
import io.openaitriton.api.responses.Response;
import io.openaitriton.api.responses.ResponseEvent;
import io.openaitriton.api.responses.ResponsesRequest;
import io.openaitriton.junit.ByteTokenizer;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The cores of all APIs, called from routes of another application. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmbeddedSurfacesTest extends CamelMainTestSupport {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Camel's class asks for the routes before JUnit has prepared anything. */
    private static final TritonSimulator TRITON = TritonSimulator.start(SimulatorSettings.defaults());

    private static final Path FOLDER = folder();

    /** An API: its route, a request, its records, and how its streams begin and end. */
    private enum Api {
        CHAT(
                "direct:openai-chat",
                "{\"model\":\"8b\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                ChatCompletionRequest.class,
                ChatCompletion.class,
                ChatCompletionChunk.class,
                "data: [DONE]\n\n"),
        RESPONSES(
                "direct:openai-responses",
                "{\"model\":\"8b\",\"input\":\"hi\",\"max_output_tokens\":50}",
                ResponsesRequest.class,
                Response.class,
                ResponseEvent.class,
                "\"object\":\"response\""),
        MESSAGES(
                "direct:anthropic-messages",
                "{\"model\":\"8b\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                MessagesRequest.class,
                Message.class,
                MessageEvent.class,
                "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"),
        COUNT_TOKENS(
                "direct:anthropic-count-tokens",
                "{\"model\":\"8b\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                MessagesRequest.class,
                CountTokensCall.InputTokens.class,
                null,
                null);

        private final String route;
        private final String request;
        private final Class<?> type;
        private final Class<?> answer;
        private final Class<?> event;
        private final String end;

        Api(String route, String request, Class<?> type, Class<?> answer, Class<?> event, String end) {
            this.route = route;
            this.request = request;
            this.type = type;
            this.answer = answer;
            this.event = event;
            this.end = end;
        }

        private boolean streams() {
            return event != null;
        }

        private String streamed() {
            return request.replaceFirst("\\{", "{\"stream\":true,");
        }
    }

    /** What a bus carries. */
    private enum Body {
        TEXT,
        BYTES,
        STREAM,
        READER,
        BUFFER,
        MAP,
        RECORD;

        private Object of(String json, Class<?> record) throws IOException {
            return switch (this) {
                case TEXT -> json;
                case BYTES -> json.getBytes(StandardCharsets.UTF_8);
                case STREAM -> new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
                case READER -> new StringReader(json);
                case BUFFER -> ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8));
                case MAP -> OpenAiJson.mapper().readValue(json, Map.class);
                case RECORD -> OpenAiJson.mapper().readValue(json, record);
            };
        }
    }

    @AfterAll
    void stopTriton() throws IOException {
        TRITON.close();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(FOLDER);
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
        properties.setProperty("camel.main.routes-include-pattern", "file:" + routes() + "/*.yaml");
        properties.setProperty("camel.main.routes-exclude-pattern", "**/openai-http-*");
        properties.setProperty("triton.llama-8b.url", TRITON.url());
        properties.setProperty("triton.llama-70b.url", TRITON.url());
        configuration.withUseOverridePropertiesWithPropertiesComponent(properties);
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("routes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The routes, whose 8B model can count tokens. */
    private static Path routes() {
        String definition = "        model: Meta-Llama-3.1-8B-Instruct\n";
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            Path tokenizer = ByteTokenizer.in(FOLDER);
            for (Path file : files.toList()) {
                Files.writeString(
                        FOLDER.resolve(file.getFileName()),
                        Files.readString(file)
                                .replace(
                                        definition + "        url",
                                        definition + "        tokenizer: " + tokenizer + "\n        url"));
            }
            return FOLDER;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Arguments> bodies() {
        return Stream.of(Api.values()).flatMap(api -> Stream.of(Body.values()).map(body -> Arguments.of(api, body)));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void anyBodyIsAnsweredWithJsonOrARecord(Api api, Body body) throws Exception {
        Exchange answered = template.request(api.route, e -> e.getMessage().setBody(body.of(api.request, api.type)));
        assertThat(answered.getException()).isNull();
        assertThat(answered.getMessage().getBody()).isInstanceOf(byte[].class);
        JsonNode json = OpenAiJson.mapper().readTree(answered.getMessage().getBody(byte[].class));
        Object record = asRecord(api, body.of(api.request, api.type));
        assertThat(record).isInstanceOf(api.answer);
        assertThat(shape(OpenAiJson.mapper().valueToTree(record))).isEqualTo(shape(json));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void anyBodyIsAnsweredWithAStreamOfEventsOrRecords(Api api, Body body) throws Exception {
        if (!api.streams()) {
            return;
        }
        Exchange answered = template.request(api.route, e -> e.getMessage().setBody(body.of(api.streamed(), api.type)));
        assertThat(answered.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("text/event-stream");
        assertThat(answered.getMessage().getBody()).isInstanceOf(InputStream.class);
        String stream =
                new String(answered.getMessage().getBody(InputStream.class).readAllBytes(), StandardCharsets.UTF_8);
        assertThat(stream).contains("hi").contains(api.end).endsWith("\n\n");
        Iterator<?> records = (Iterator<?>) asRecord(api, body.of(api.streamed(), api.type));
        List<String> written = new ArrayList<>();
        while (records.hasNext()) {
            Object record = records.next();
            assertThat(record).isInstanceOf(api.event);
            written.add(shape(OpenAiJson.mapper().valueToTree(record)));
        }
        List<String> events = stream.lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> shape(read(line.substring(6))))
                .toList();
        assertThat(written).isEqualTo(events);
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void aFailureIsTheErrorOfItsApiWithItsStatus(Api api) throws Exception {
        boolean anthropic = api == Api.MESSAGES || api == Api.COUNT_TOKENS;
        for (Object wrong : new Object[] {"{}", "{", "[]", Map.of(), Map.of("messages", 1, "input", 1), "null"}) {
            Exchange answered = template.request(api.route, e -> e.getMessage().setBody(wrong));
            assertThat(answered.getException()).isNull();
            assertThat(answered.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE))
                    .isEqualTo(400);
            assertThat(answered.getMessage().getBody(String.class))
                    .as(wrong.toString())
                    .startsWith(
                            anthropic
                                    ? "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\""
                                    : "{\"error\":{\"message\":");
        }
    }

    @ParameterizedTest
    @EnumSource(value = Api.class, names = "COUNT_TOKENS", mode = EnumSource.Mode.EXCLUDE)
    void anEventIsThereAsSoonAsItsToken(Api api) throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        TRITON.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .await(second)
                .event("{\"text_output\":\" two\"}")
                .thenEnd());
        Exchange exchange = template.request(api.route, e -> e.getMessage().setBody(api.streamed()));
        InputStream stream = exchange.getMessage().getBody(InputStream.class);
        StringBuilder read = new StringBuilder();
        byte[] some = new byte[8192];
        while (read.indexOf("\"one\"") < 0) {
            read.append(new String(some, 0, stream.read(some), StandardCharsets.UTF_8));
        }
        second.countDown();
        assertThat(new String(stream.readAllBytes(), StandardCharsets.UTF_8)).contains("\" two\"");
    }

    @ParameterizedTest
    @EnumSource(value = Api.class, names = "COUNT_TOKENS", mode = EnumSource.Mode.EXCLUDE)
    void aStreamThatBreaksOffThrowsAndOneThatIsClosedEndsTheCall(Api api) throws Exception {
        TRITON.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .event("{\"error\":\"gone\"}")
                .thenEnd());
        Iterator<?> broken = (Iterator<?>) asRecord(api, api.streamed());
        assertThatThrownBy(() -> broken.forEachRemaining(record -> {})).hasMessageContaining("gone");
        TRITON.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .await(new CompletableFuture<>())
                .thenEnd());
        Iterator<?> left = (Iterator<?>) asRecord(api, api.streamed());
        assertThat(left.next()).isInstanceOf(api.event);
        int before = TRITON.cancelledCount();
        ((Closeable) left).close();
        assertThat(left.hasNext()).isFalse();
        await().atMost(SOON).until(() -> TRITON.cancelledCount() > before);
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:messages-then-chat")
                        .to("direct:anthropic-messages")
                        .setBody(constant("{}"))
                        .to("direct:openai-chat");
                from("direct:list-then-chat")
                        .to("direct:openai-completions")
                        .setBody(constant(Api.CHAT.request))
                        .to("direct:openai-chat");
                from("direct:count-then-messages")
                        .to("direct:anthropic-count-tokens")
                        .setBody(constant(Api.MESSAGES.request))
                        .to("direct:anthropic-messages");
            }
        };
    }

    @Test
    void anExchangeThatCallsOneApiAndThenAnotherGetsEachInItsShape() {
        assertThat(template.requestBody("direct:messages-then-chat", Api.MESSAGES.request, String.class))
                .startsWith("{\"error\":{\"message\":");
        assertThat(template.requestBody("direct:list-then-chat", "{\"prompt\":[\"a\",\"b\"]}", String.class))
                .contains("\"object\":\"chat.completion\"");
        assertThat(template.requestBody("direct:count-then-messages", Api.COUNT_TOKENS.request, String.class))
                .contains("\"type\":\"message\"");
    }

    private Object asRecord(Api api, Object request) {
        Exchange answered = template.request(api.route, e -> {
            e.setProperty("openaiAnswerAs", "record");
            e.getMessage().setBody(request);
        });
        assertThat(answered.getException()).isNull();
        return answered.getMessage().getBody();
    }

    private static JsonNode read(String json) {
        try {
            return OpenAiJson.mapper().readTree(json);
        } catch (IOException e) {
            throw new AssertionError(json, e);
        }
    }

    /** JSON without ids and times. */
    private static String shape(JsonNode json) {
        return json.toString()
                .replaceAll("\"(chatcmpl-|resp_|msg_)\\w+\"", "\"$1\"")
                .replaceAll("\"(created|created_at|completed_at)\":\\d+", "\"$1\":0");
    }
}
