package io.openaitriton.simulator.http;

import io.openaitriton.simulator.core.InferBody;
import io.openaitriton.simulator.core.InferTensor;
import io.openaitriton.simulator.core.TritonError;
import io.openaitriton.simulator.model.SimulatedModel;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Answers infer: with the next scripted reply if there is one, else as the model would. Its answers are not chunked. */
public final class InferHandler {
    private static final String HEADER_LENGTH = "Inference-Header-Content-Length";

    private final Vertx vertx;
    private final TokenSchedule schedule;
    private final ModelRepository repository;
    private final Supplier<Reply> replies;
    private final CallListener listener;

    /** @param replies gives the next scripted reply, or null */
    public InferHandler(
            Vertx vertx,
            TokenSchedule schedule,
            ModelRepository repository,
            Supplier<Reply> replies,
            CallListener listener) {
        this.vertx = vertx;
        this.schedule = schedule;
        this.repository = repository;
        this.replies = replies;
        this.listener = listener;
    }

    /** @param version model version of the path, or null */
    void handle(HttpServerRequest request, String model, String version) {
        if (request.method() != HttpMethod.POST) {
            HttpResponses.fixedError(request.response(), 405, HttpResponses.PLAIN, "Method Not Allowed");
            return;
        }
        RequestBody body = new RequestBody();
        request.handler(body::add);
        request.endHandler(end -> arrived(new GenerateCall(request, model, version, false, listener), body));
    }

    private void arrived(GenerateCall call, RequestBody body) {
        listener.arrived(call.request, body.text(), call.disconnected.minimalCompletionStage());
        if (replies.get() instanceof Script script) {
            new ScriptPlayer(vertx, call, script).play();
            return;
        }
        try {
            simulate(call, body);
        } catch (TritonError error) {
            fail(call, error, error.fromModel ? HttpResponses.PLAIN : HttpResponses.JSON);
        }
    }

    private void simulate(GenerateCall call, RequestBody body) {
        if (!repository.serves(call.model, call.version)) {
            fail(call, repository.notFound(call.model, call.version), HttpResponses.PLAIN);
            return;
        }
        SimulatedModel model = repository.model(call.model);
        if (model.config().decoupled()) {
            fail(
                    call,
                    TritonError.beforeModel(
                            501, "HTTP end point doesn't support models with decoupled transaction policy"),
                    HttpResponses.PLAIN);
            return;
        }
        InferBody infer =
                new InferBody(body.checked(), call.request.getHeader(HEADER_LENGTH), call.model, model.config());
        Map<String, InferTensor> inputs = infer.inputs();
        PromptMarkers markers = PromptMarkers.in(texts(inputs));
        if (markers.fault() != null) {
            fail(call, model, markers.fault());
            return;
        }
        InferBody.Answer answer = infer.answer(model.infer(call.model, inputs));
        new ResponseTimer(vertx, call, schedule.with(markers), false).once(0, () -> answer(call, answer));
    }

    private static String texts(Map<String, InferTensor> inputs) {
        return inputs.values().stream()
                .map(InferTensor::texts)
                .filter(Objects::nonNull)
                .flatMap(List::stream)
                .collect(Collectors.joining("\n"));
    }

    private static void fail(GenerateCall call, SimulatedModel model, Fault fault) {
        switch (fault) {
            case HANG, STALL -> call.whenGone(call::finish);
            case RESET -> call.hangUp();
            case NOT_JSON ->
                answer(
                        call,
                        new InferBody.Answer("this is not JSON (simulated)".getBytes(StandardCharsets.UTF_8), null));
            case NO_TEXT ->
                answer(call, new InferBody.Answer("{\"outputs\":[]}".getBytes(StandardCharsets.UTF_8), null));
            default -> {
                TritonError error = GenerateHandler.beforeModel(call, model, fault);
                fail(
                        call,
                        error != null ? error : TritonError.ofInfer("CUDA out of memory (simulated)"),
                        error != null ? HttpResponses.JSON : HttpResponses.PLAIN);
            }
        }
    }

    private static void fail(GenerateCall call, TritonError error, String contentType) {
        if (!call.gone()) {
            call.finish();
            HttpResponses.fixed(call.response, error.status, contentType, error.json());
        }
        call.finish();
    }

    private static void answer(GenerateCall call, InferBody.Answer answer) {
        if (!call.gone()) {
            call.finish();
            HttpServerResponse response = call.response;
            HttpResponses.status(response, 200);
            if (answer.headerLength() == null) {
                response.putHeader("Content-Type", HttpResponses.JSON);
            } else {
                response.putHeader("Content-Type", "application/octet-stream")
                        .putHeader(HEADER_LENGTH, Integer.toString(answer.headerLength()));
            }
            response.putHeader("Content-Length", Integer.toString(answer.bytes().length));
            response.end(Buffer.buffer(answer.bytes()));
        }
        call.finish();
    }
}
