package io.openaitriton.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.junit.Api;
import io.openaitriton.junit.EmbeddingRoutes;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.RecordedRequest;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A trace goes through the gateway: from the client's span through the gateway's to Triton. */
@ExtendWith(GatewayExtension.class)
class TracesTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CLIENT_SPAN = "b7ad6b7169203331";

    @TempDir
    private static Path folder;

    private static final InMemorySpanExporter SPANS = InMemorySpanExporter.create();
    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) throws IOException {
        triton = gateways.simulator(SimulatorSettings.defaults()
                .withModels(
                        "Meta-Llama-3.1-8B-Instruct",
                        "Meta-Llama-3.1-70B-Instruct",
                        "bge-m3=embedding-text",
                        "bge-reranker-v2-m3=rerank-text"));
        EmbeddingRoutes routes = EmbeddingRoutes.in(folder.resolve("routes"))
                .add("bge-m3", triton.url())
                .add("bge-reranker", triton.url());
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(SPANS))
                .build();
        gateway = gateways.start(
                main -> {
                    main.bind("tracer", provider.get("test"));
                    main.bind("propagators", ContextPropagators.create(W3CTraceContextPropagator.getInstance()));
                },
                triton,
                "gateway.traces",
                "true",
                "camel.main.routes-include-pattern",
                routes.pattern());
    }

    @BeforeEach
    void forget() {
        SPANS.reset();
    }

    static Stream<Arguments> wholeAndStreamed() {
        return Stream.of(Api.values()).flatMap(api -> Stream.of(Arguments.of(api, false), Arguments.of(api, true)));
    }

    @ParameterizedTest
    @MethodSource("wholeAndStreamed")
    void aTraceOfTheClientsGoesOnToTriton(Api api, boolean stream) throws Exception {
        HttpRequest request = api.post(
                gateway, api.request("hi", stream, 10), "traceparent", "00-" + TRACE + "-" + CLIENT_SPAN + "-01");
        gateway.send(request, BodyHandlers.ofString());
        List<SpanData> spans = await().atMost(SOON).until(SPANS::getFinishedSpanItems, all -> all.size() == 2);
        assertThat(spans).allSatisfy(span -> assertThat(span.getTraceId()).isEqualTo(TRACE));
        SpanData server = spans.stream()
                .filter(span -> span.getParentSpanId().equals(CLIENT_SPAN))
                .findFirst()
                .orElseThrow();
        SpanData call = spans.stream()
                .filter(span -> span.getParentSpanId().equals(server.getSpanId()))
                .findFirst()
                .orElseThrow();
        assertThat(server.getName()).isEqualTo("chat Meta-Llama-3.1-8B-Instruct");
        assertThat(text(server, "gen_ai.operation.name")).isEqualTo("chat");
        assertThat(text(server, "gen_ai.request.model")).isEqualTo("Meta-Llama-3.1-8B-Instruct");
        assertThat(server.getAttributes().get(AttributeKey.longKey("gen_ai.usage.output_tokens")))
                .isPositive();
        RecordedRequest received = triton.takeRequest(SOON);
        assertThat(received.headers()).containsEntry("traceparent", "00-" + TRACE + "-" + call.getSpanId() + "-01");
        assertThat(received.headers()).doesNotContainKeys("camel_trace_id", "trace_id");
    }

    /** More texts than a call has room for. */
    private static final String TEXTS =
            IntStream.range(0, 150).mapToObj(i -> "\"text " + i + "\"").collect(Collectors.joining(",", "[", "]"));

    static Stream<Arguments> encoders() {
        return Stream.of(
                Arguments.of("embeddings", "/v1/embeddings", "bge-m3", "\"input\":" + TEXTS),
                Arguments.of("rerank", "/v1/rerank", "bge-reranker-v2-m3", "\"query\":\"a\",\"documents\":" + TEXTS),
                Arguments.of("score", "/v1/score", "bge-reranker-v2-m3", "\"text_1\":\"a\",\"text_2\":" + TEXTS));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("encoders")
    void theCallsOfARequestForVectorsOrScoresAreInOneTrace(String operation, String path, String model, String fields)
            throws Exception {
        HttpResponse<String> answer = gateway.send(
                HttpRequest.newBuilder(gateway.uri(path))
                        .header("Content-Type", "application/json")
                        .header("traceparent", "00-" + TRACE + "-" + CLIENT_SPAN + "-01")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"" + model + "\"," + fields + "}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<SpanData> spans = await().atMost(SOON).until(SPANS::getFinishedSpanItems, all -> all.size() == 4);
        assertThat(spans).allSatisfy(span -> assertThat(span.getTraceId()).isEqualTo(TRACE));
        SpanData server = spans.stream()
                .filter(span -> span.getParentSpanId().equals(CLIENT_SPAN))
                .findFirst()
                .orElseThrow();
        assertThat(server.getName()).isEqualTo(operation + " " + model);
        assertThat(text(server, "gen_ai.operation.name")).isEqualTo(operation);
        assertThat(text(server, "gen_ai.request.model")).isEqualTo(model);
        List<String> calls = spans.stream()
                .filter(span -> span.getParentSpanId().equals(server.getSpanId()))
                .map(span -> "00-" + TRACE + "-" + span.getSpanId() + "-01")
                .toList();
        List<String> received = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            received.add(triton.takeRequest(SOON).headers().get("traceparent"));
        }
        assertThat(received).containsExactlyInAnyOrderElementsOf(calls);
    }

    @Test
    void aPathWithASlashAtItsEndHasTheSameSpan() throws Exception {
        gateway.send(
                HttpRequest.newBuilder(gateway.post(GatewayServer.request("hi", "")), (name, value) -> true)
                        .uri(gateway.uri("/v1/chat/completions/"))
                        .build(),
                BodyHandlers.ofString());
        triton.takeRequest(SOON);
        List<SpanData> spans = await().atMost(SOON).until(SPANS::getFinishedSpanItems, all -> all.size() == 2);
        assertThat(spans).extracting(SpanData::getName).contains("chat Meta-Llama-3.1-8B-Instruct");
    }

    @Test
    void thePromptsOfAListAreInOneTrace() throws Exception {
        gateway.send(
                HttpRequest.newBuilder(gateway.uri("/v1/completions"))
                        .header("Content-Type", "application/json")
                        .header("traceparent", "00-" + TRACE + "-" + CLIENT_SPAN + "-01")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\":[\"one\",\"two\"],\"max_tokens\":1}"))
                        .build(),
                BodyHandlers.ofString());
        triton.takeRequest(SOON);
        triton.takeRequest(SOON);
        List<SpanData> spans = await().atMost(SOON).until(SPANS::getFinishedSpanItems, all -> all.size() == 3);
        assertThat(spans).allSatisfy(span -> assertThat(span.getTraceId()).isEqualTo(TRACE));
        SpanData server = spans.stream()
                .filter(span -> span.getParentSpanId().equals(CLIENT_SPAN))
                .findFirst()
                .orElseThrow();
        assertThat(server.getName()).isEqualTo("text_completion Meta-Llama-3.1-8B-Instruct");
        assertThat(text(server, "gen_ai.operation.name")).isEqualTo("text_completion");
    }

    @Test
    void aFailureIsOnTheSpan() throws Exception {
        gateway.chat(GatewayServer.request("@@fail=at-once", ""));
        triton.takeRequest(SOON);
        List<SpanData> spans = await().atMost(SOON).until(SPANS::getFinishedSpanItems, all -> all.size() == 2);
        assertThat(spans)
                .anySatisfy(span -> assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR));
        assertThat(spans)
                .anySatisfy(span -> assertThat(text(span, "error.type")).isNotBlank());
    }

    private static String text(SpanData span, String attribute) {
        return span.getAttributes().get(AttributeKey.stringKey(attribute));
    }
}
