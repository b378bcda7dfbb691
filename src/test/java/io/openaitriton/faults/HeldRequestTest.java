package io.openaitriton.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.openaitriton.call.JsonEntity;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.RawConnection;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import io.vertx.core.buffer.impl.BufferImpl;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeCreatedEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSendingEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a stream keeps of its request: a conversation takes far more memory than everything else of a stream. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith(GatewayExtension.class)
class HeldRequestTest {
    private static final int CHUNK = 500;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String LLAMA = "llama-3.1";
    /** The file is written by the test. */
    private static final String VISION = "vision.jinja";

    private static final String VISION_TEMPLATE = "{% for m in messages %}<|user|>{% for p in m.content %}"
            + "{% if p.type == 'image' %}<|image|>{% else %}{{ p.text }}{% endif %}{% endfor %}{% endfor %}<|model|>";

    @TempDir
    static Path folder;

    static Stream<Arguments> requests() {
        String call = "{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"read\",\"arguments\":\"{}\"}}";
        String result = message("user", quoted("Read it."))
                + ",{\"role\":\"assistant\",\"tool_calls\":[" + call + "]},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"call_1\",\"content\":" + text("result") + "}";
        String parts = "[" + part(text("part")) + "," + part(text("other part")) + "]";
        String url = "{\"url\":\"data:image/png;base64," + "QUJD".repeat(30_000) + "\"}";
        String image = "[" + part(quoted("What is this?")) + ",{\"type\":\"image_url\",\"image_url\":" + url + "}]";
        String control = text("control token").replaceFirst("token", "<|eot_id|>");
        String messages = "\"max_tokens\":9,\"messages\":[" + message("user", text("Messages")) + "]";
        return Stream.of(
                vllm("a message", chat(message("user", text("message")), "")),
                vllm(
                        "a message in small pieces, which take another way through the server",
                        chunked(chat(message("user", text("piece")), ""))),
                vllm("a tool's result, which the template writes as JSON", chat(result, "")),
                vllm("two parts, which are joined", chat(message("user", parts), "")),
                vllm("a control token, which is changed", chat(message("user", control), "")),
                vllm(
                        "a final message that the model continues",
                        chat(message("assistant", text("final")), ",\"continue_final_message\":true")),
                vllm("Responses", post("/v1/responses", "\"input\":" + text("Responses"))),
                vllm("Messages", post("/v1/messages", messages)),
                arguments("an image", "vllm", VISION, chat(message("user", image), "")),
                arguments(
                        "stop strings, a list for Triton",
                        "tensorrt-llm",
                        LLAMA,
                        chat(message("user", text("stop")), ",\"stop\":[\"end\"]")));
    }

    private static Arguments vllm(String kind, String post) {
        return arguments(kind, "vllm", LLAMA, post);
    }

    /** Long enough that its JSON is kept for Triton, and new: the JSON of a text that comes again is kept for all requests. */
    private static String text(String kind) {
        return quoted((kind + " ").repeat(10_000));
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    private static String part(String quoted) {
        return "{\"type\":\"text\",\"text\":" + quoted + "}";
    }

    private static String message(String role, String content) {
        return "{\"role\":\"" + role + "\",\"content\":" + content + "}";
    }

    private static String chat(String messages, String fields) {
        return post("/v1/chat/completions", "\"messages\":[" + messages + "]" + fields);
    }

    private static String post(String path, String fields) {
        return GatewayServer.onTheWire("{\"stream\":true," + fields + "}").replaceFirst("/v1/chat/completions", path);
    }

    private static String chunked(String post) {
        int body = post.indexOf("\r\n\r\n") + 4;
        StringBuilder chunks = new StringBuilder(
                post.substring(0, body).replaceFirst("Content-Length: \\d+", "Transfer-Encoding: chunked"));
        for (int from = body; from < post.length(); from += CHUNK) {
            String chunk = post.substring(from, Math.min(from + CHUNK, post.length()));
            chunks.append(Integer.toHexString(chunk.length()))
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        return chunks.append("0\r\n\r\n").toString();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void aStreamKeepsNeitherTheClientsJsonNorTritons(
            String kind, String dialect, String template, String post, Gateways gateways) throws Exception {
        String file = Files.writeString(folder.resolve(VISION), VISION_TEMPLATE).toString();
        TritonSimulator triton = gateways.simulator();
        GatewayServer gateway = gateways.start(
                triton, "triton.dialect", dialect, "openai.template", template.equals(VISION) ? file : template);
        Bodies bodies = new Bodies();
        gateway.context().getManagementStrategy().addEventNotifier(bodies);
        triton.enqueue(ScriptedReply.stream()
                .chunk("data: {\"text_output\":\"a word\"}\n\n")
                .thenHang());
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send(post);
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");

            assertThat(bodies.client).isNotNull();
            assertThat(bodies.triton).isNotNull();
            await().atMost(SOON).until(() -> {
                System.gc();
                return bodies.client.get() == null && bodies.triton.get() == null;
            });
            assertThat(gateway.context().getInflightRepository().size()).isPositive();
        }
    }

    /** Sees the bodies of the exchanges of a gateway. If the body came in pieces, its array has room for more, and the exchange a copy. */
    private static final class Bodies extends EventNotifierSupport {
        private volatile WeakReference<byte[]> client;
        private volatile WeakReference<JsonEntity> triton;

        @Override
        public void notify(CamelEvent event) {
            if (event instanceof ExchangeCreatedEvent created
                    && created.getExchange().getMessage().getBody() instanceof BufferImpl body) {
                client = new WeakReference<>(body.byteBuf().array());
            } else if (event instanceof ExchangeSendingEvent sending
                    && sending.getExchange().getMessage().getBody() instanceof JsonEntity json) {
                triton = new WeakReference<>(json);
            }
        }
    }
}
