package io.openaitriton.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.junit.Api;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.RecordedRequest;
import io.openaitriton.simulator.TritonSimulator;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A trace goes through the gateway: from the client's span through the gateway's to Triton. */
@ExtendWith(GatewayExtension.class)
class TracesTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CLIENT_SPAN = "b7ad6b7169203331";

    private static final InMemorySpanExporter SPANS = InMemorySpanExporter.create();
    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) {
        triton = gateways.simulator();
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(SPANS))
                .build();
        gateway = gateways.closing(GatewayServer.start(
                main -> {
                    main.bind("tracer", provider.get("test"));
                    main.bind("propagators", ContextPropagators.create(W3CTraceContextPropagator.getInstance()));
                },
                triton.url(),
                triton.url(),
                "gateway.traces",
                "true"));
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
