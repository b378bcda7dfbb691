package io.openaitriton.simulator;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Answers generate and generate_stream: with the next scripted reply if there is one, else like a vLLM model. */
final class GenerateHandler {
    private static final String OUT_OF_MEMORY = "CUDA out of memory (simulated)";
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
        ModelInputs inputs = RequestMapper.map(body.checked(), call.model);
        String prompt = inputs.text("text_input");
        Markers markers = Markers.in(prompt == null ? "" : prompt);
        failBeforeModel(call, markers.failure());
        VllmRequest request = VllmRequest.of(call.model, inputs);
        if (markers.failure() != Failure.HANG) {
            answer(call, request, markers);
        } else {
            call.whenGone(call::finish);
        }
    }

    private static void failBeforeModel(Call call, Failure failure) {
        if (failure == Failure.UNAVAILABLE) {
            throw TritonError.beforeModel(503, "[request id: <id_unknown>] Exceeds maximum queue size");
        }
        if (failure == Failure.NOT_READY) {
            throw Models.unknown(call.model, "has no available versions");
        }
        if (failure == Failure.UNKNOWN_MODEL) {
            throw Models.unknown(call.model, "is not found");
        }
    }

    private void answer(Call call, VllmRequest request, Markers markers) {
        OutputWriter output = new OutputWriter(request, markers);
        Generation generation = new Generation(vertx, call, Pace.of(settings, markers));
        Failure failure = markers.failure();
        if (failure == Failure.AT_ONCE) {
            throw TritonError.fromModel(OUT_OF_MEMORY);
        } else if (failure == Failure.UNDER_200) {
            generation.once(1, () -> call.answer(200, TritonError.json(OUT_OF_MEMORY)));
        } else if (failure == Failure.NO_TEXT) {
            generation.once(1, () -> call.answer(200, output.withoutText()));
        } else if (failure == Failure.NOT_JSON) {
            generation.once(1, () -> call.answer(200, "this is not JSON (simulated)"));
        } else if (request.stream() && call.streaming) {
            stream(generation, call, output, failure);
        } else if (failure == Failure.MIDSTREAM && !request.stream()) {
            generation.once(3, () -> call.fail(TritonError.fromModel(OUT_OF_MEMORY)));
        } else if (failure == Failure.RESET) {
            generation.once(3, call::hangUp);
        } else if (failure == Failure.STALL) {
            call.whenGone(call::finish);
        } else {
            boolean tooMany = request.stream() && output.size() > 1;
            generation.once(
                    output.size(),
                    () -> call.answer(200, tooMany ? TritonError.json(MORE_THAN_ONE) : whole(request, output)));
        }
    }

    private static String whole(VllmRequest request, OutputWriter output) {
        return request.stream() ? output.event(0) : output.whole();
    }

    private static void stream(Generation generation, Call call, OutputWriter output, Failure failure) {
        if (failure == null) {
            generation.stream(output, output.size(), call::end);
            return;
        }
        int tokens = Math.min(3, output.size());
        generation.stream(output, tokens, () -> {
            if (failure == Failure.MIDSTREAM) {
                call.event(TritonError.json(OUT_OF_MEMORY));
                call.end();
            } else if (failure == Failure.RESET) {
                call.hangUp();
            } else {
                call.whenGone(call::cancel);
            }
        });
    }
}
