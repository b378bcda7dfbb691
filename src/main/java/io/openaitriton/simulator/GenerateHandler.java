package io.openaitriton.simulator;

import io.openaitriton.simulator.core.ModelInputs;
import io.openaitriton.simulator.core.RequestMapper;
import io.openaitriton.simulator.core.ResponseJson;
import io.openaitriton.simulator.core.TritonError;
import io.openaitriton.simulator.model.ModelRequest;
import io.openaitriton.simulator.model.Responses;
import io.openaitriton.simulator.model.Shape;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Answers generate and generate_stream: with the next scripted reply if there is one, else as the model's shape has it. */
final class GenerateHandler {
    private static final String OUT_OF_MEMORY = "CUDA out of memory (simulated)";
    private static final String UNHEALTHY = "Model is unavailable due to unhealthy vLLM engine";
    private static final String DIED =
            "Error generating stream: EngineCore encountered an issue. See stack trace (above) for the root cause.";
    private static final String MORE_THAN_ONE = "generate expects model to produce exactly 1 response,"
            + " use generate stream for model that generates various number of responses";

    final Queue<ScriptedReply> scripts = new ConcurrentLinkedQueue<>();
    private final Vertx vertx;
    private final SimulatorSettings settings;
    private final Models models;
    private final Journal journal;

    GenerateHandler(Vertx vertx, SimulatorSettings settings, Models models, Journal journal) {
        this.vertx = vertx;
        this.settings = settings;
        this.models = models;
        this.journal = journal;
    }

    /** @param version model version of the path, or null */
    void handle(HttpServerRequest request, String model, String version, boolean streaming) {
        if (request.method() != HttpMethod.POST) {
            Wire.fixedError(request.response(), 405, Wire.JSON, "Method Not Allowed");
            return;
        }
        Body body = new Body();
        request.handler(body::add);
        request.endHandler(end -> arrived(new Call(request, model, version, streaming, journal), body));
    }

    private void arrived(Call call, Body body) {
        Map<String, String> headers = new HashMap<>();
        call.request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        journal.record(new RecordedRequest(
                call.request.method().name(),
                call.request.uri(),
                headers,
                body.text(),
                call.disconnected.minimalCompletionStage()));
        ScriptedReply script = scripts.poll();
        if (script != null) {
            new ScriptPlayer(vertx, call, script).play();
            return;
        }
        try {
            simulate(call, body);
        } catch (TritonError error) {
            call.fail(error);
        }
    }

    private void simulate(Call call, Body body) {
        if (!models.serves(call.model, call.version)) {
            throw models.notFound(call.model, call.version);
        }
        String encoding = call.request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.isEmpty() && !encoding.equals("identity")) {
            throw TritonError.beforeModel(400, "Unsupported content-encoding, only 'identity' is supported.");
        }
        Shape shape = models.shape(call.model);
        ModelInputs inputs = RequestMapper.map(body.checked(), call.model, shape.config());
        String prompt = inputs.text("text_input");
        Markers markers = Markers.in(prompt == null ? "" : prompt);
        failBeforeModel(call, shape, markers.failure());
        ModelRequest request = shape.read(call.model, inputs);
        if (markers.failure() == Failure.HANG) {
            call.whenGone(call::finish);
        } else {
            Responses responses = shape.responses(request, request.answers(markers.tokens()));
            answer(call, shape, request, responses, markers);
        }
    }

    private static void failBeforeModel(Call call, Shape shape, Failure failure) {
        if (failure == Failure.UNAVAILABLE) {
            throw shape.queueFull(call.model, "[request id: <id_unknown>] Exceeds maximum queue size");
        }
        if (failure == Failure.STOPPING) {
            throw shape.queueFull(
                    call.model,
                    "[request id: <id_unknown>] Server is stopping, scheduler for model has stopped accepting new inference requests");
        }
        if (failure == Failure.LOADING) {
            throw TritonError.beforeModel(
                    503, "Request for unknown model: '" + call.model + "' version 1 is not at ready state");
        }
        if (failure == Failure.EXPIRED) {
            throw shape.failure(call.model, "Request timeout expired");
        }
        if (failure == Failure.NOT_READY) {
            throw Models.unknown(call.model, "has no available versions");
        }
        if (failure == Failure.UNKNOWN_MODEL) {
            throw Models.unknown(call.model, "is not found");
        }
    }

    private void answer(Call call, Shape shape, ModelRequest request, Responses responses, Markers markers) {
        Generation generation = new Generation(vertx, call, Pace.of(settings, markers), shape.cancels());
        TritonError broken = shape.failure(call.model, OUT_OF_MEMORY);
        Failure failure = markers.failure();
        int last = responses.due(responses.size() - 1);
        if (failure == Failure.AT_ONCE) {
            throw broken;
        } else if (failure == Failure.UNHEALTHY) {
            throw shape.failure(call.model, UNHEALTHY);
        } else if (failure == Failure.TOO_LONG) {
            throw shape.failure(call.model, shape.tooLong(request.promptTokens()));
        } else if (failure == Failure.DIED) {
            throw shape.failure(call.model, DIED);
        } else if (failure == Failure.UNDER_200) {
            generation.once(0, () -> call.answer(200, broken.json()));
        } else if (failure == Failure.NO_TEXT) {
            generation.once(0, () -> call.answer(200, ResponseJson.empty(call.model)));
        } else if (failure == Failure.NOT_JSON) {
            generation.once(0, () -> call.answer(200, "this is not JSON (simulated)"));
        } else if (call.streaming && request.stream()) {
            stream(generation, call, shape, responses, failure);
        } else if (failure == Failure.MIDSTREAM && !request.stream()) {
            generation.once(2, () -> call.fail(broken));
        } else if (failure == Failure.RESET) {
            generation.once(2, call::hangUp);
        } else if (failure == Failure.STALL) {
            call.whenGone(call::finish);
        } else if (call.streaming && responses.size() > 1) {
            generation.stream(responses, responses.size(), call::end);
        } else {
            generation.once(
                    last,
                    () -> call.answer(200, responses.size() > 1 ? TritonError.json(MORE_THAN_ONE) : responses.json(0)));
        }
    }

    private static void stream(Generation generation, Call call, Shape shape, Responses responses, Failure failure) {
        if (failure == null) {
            generation.stream(responses, responses.size(), call::end);
            return;
        }
        int sent = failure == Failure.LOST_END ? responses.size() : Math.min(3, responses.size());
        generation.stream(responses, sent, () -> {
            if (failure == Failure.CUT) {
                call.end();
            } else if (failure == Failure.MIDSTREAM) {
                call.event(shape.failure(call.model, OUT_OF_MEMORY).json());
                call.end();
            } else if (failure == Failure.RESET) {
                call.hangUp();
            } else {
                call.whenGone(shape.cancels() ? call::cancel : call::finish);
            }
        });
    }
}
