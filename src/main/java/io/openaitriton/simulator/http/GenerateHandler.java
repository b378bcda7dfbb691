package io.openaitriton.simulator.http;

import io.openaitriton.simulator.core.GenerateRequestParser;
import io.openaitriton.simulator.core.ModelInputs;
import io.openaitriton.simulator.core.ResponseJson;
import io.openaitriton.simulator.core.TritonError;
import io.openaitriton.simulator.engine.Engine;
import io.openaitriton.simulator.engine.PromptTokens;
import io.openaitriton.simulator.model.Answer;
import io.openaitriton.simulator.model.ModelRequest;
import io.openaitriton.simulator.model.Responses;
import io.openaitriton.simulator.model.SimulatedModel;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.function.Supplier;

/** Answers generate and generate_stream: with the next scripted reply if there is one, else as the model would. */
public final class GenerateHandler {
    private static final String OUT_OF_MEMORY = "CUDA out of memory (simulated)";
    private static final String UNHEALTHY = "Model is unavailable due to unhealthy vLLM engine";
    private static final String DIED =
            "Error generating stream: EngineCore encountered an issue. See stack trace (above) for the root cause.";
    private static final String MORE_THAN_ONE = "generate expects model to produce exactly 1 response,"
            + " use generate stream for model that generates various number of responses";

    private final Vertx vertx;
    private final TokenSchedule schedule;
    private final Engine engine;
    private final ModelRepository repository;
    private final Supplier<Reply> replies;
    private final CallListener listener;

    /**
     * @param engine whose cache and slots the time to the first token depends on, or null
     * @param replies gives the next scripted reply, or null
     */
    public GenerateHandler(
            Vertx vertx,
            TokenSchedule schedule,
            Engine engine,
            ModelRepository repository,
            Supplier<Reply> replies,
            CallListener listener) {
        this.vertx = vertx;
        this.schedule = schedule;
        this.engine = engine;
        this.repository = repository;
        this.replies = replies;
        this.listener = listener;
    }

    /** @param version model version of the path, or null */
    void handle(HttpServerRequest request, String model, String version, boolean streaming) {
        if (request.method() != HttpMethod.POST) {
            HttpResponses.fixedError(request.response(), 405, HttpResponses.JSON, "Method Not Allowed");
            return;
        }
        RequestBody body = new RequestBody();
        request.handler(body::add);
        request.endHandler(end -> {
            GenerateCall call = new GenerateCall(request, model, version, streaming, listener);
            LoadReport.ifAsked(call, engine, repository);
            arrived(call, body);
        });
    }

    private void arrived(GenerateCall call, RequestBody body) {
        listener.arrived(call.request, body.text(), call.disconnected.minimalCompletionStage());
        Reply reply = replies.get();
        if (reply instanceof Script script) {
            new ScriptPlayer(vertx, call, script).play();
            return;
        }
        try {
            simulate(call, body, reply instanceof Reply.Text dictated ? dictated.text() : null);
        } catch (TritonError error) {
            call.fail(error);
        }
    }

    /** @param text what the model answers, or null for a generated text */
    private void simulate(GenerateCall call, RequestBody body, String text) {
        if (!repository.serves(call.model, call.version)) {
            throw repository.notFound(call.model, call.version);
        }
        String encoding = call.request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.isEmpty() && !encoding.equals("identity")) {
            throw TritonError.beforeModel(400, "Unsupported content-encoding, only 'identity' is supported.");
        }
        SimulatedModel model = repository.model(call.model);
        ModelInputs inputs = GenerateRequestParser.parse(body.checked(), call.model, model.config());
        String prompt = model.prompt(inputs);
        PromptMarkers markers = PromptMarkers.in(prompt == null ? "" : prompt);
        TritonError before = beforeModel(call, model, markers.fault());
        if (before != null) {
            throw before;
        }
        ModelRequest request = read(call, model, inputs);
        if (markers.fault() == Fault.HANG) {
            call.whenGone(call::finish);
        } else {
            List<Answer> answers = Answer.to(request, text, markers.tokens());
            if (engine == null) {
                answer(
                        call,
                        model,
                        request,
                        model.responses(request, answers),
                        schedule.with(markers),
                        markers.fault());
            } else {
                Engine.Work work = work(call, request, answers);
                ModelRequest taken = request.withCacheHit(work.prompt() == 0 ? 0 : (double) work.hit() / work.prompt());
                TokenSchedule later =
                        schedule.later(work.first() - seconds(call)).with(markers);
                answer(call, model, taken, model.responses(taken, answers), later, markers.fault());
            }
        }
    }

    private Engine.Work work(GenerateCall call, ModelRequest request, List<Answer> answers) {
        PromptTokens prompt = PromptTokens.of(request.prompt());
        int tokens = answers.stream().mapToInt(Answer::size).max().orElse(1);
        return engine.take(seconds(call), prompt.hashes(), prompt.tokens(), prompt.rest(), tokens);
    }

    private static double seconds(GenerateCall call) {
        return call.arrivedNanos / 1e9;
    }

    private static ModelRequest read(GenerateCall call, SimulatedModel model, ModelInputs inputs) {
        try {
            return model.read(call.model, inputs);
        } catch (IllegalArgumentException e) {
            throw model.failure(call.model, e.getMessage());
        }
    }

    /** The error for a fault that Triton finds before it calls the model; null for others. */
    static TritonError beforeModel(GenerateCall call, SimulatedModel model, Fault fault) {
        if (fault == Fault.UNAVAILABLE) {
            return model.queueFull(call.model, "[request id: <id_unknown>] Exceeds maximum queue size");
        }
        if (fault == Fault.STOPPING) {
            return model.queueFull(
                    call.model,
                    "[request id: <id_unknown>] Server is stopping, scheduler for model has stopped accepting new inference requests");
        }
        if (fault == Fault.LOADING) {
            return TritonError.beforeModel(
                    503, "Request for unknown model: '" + call.model + "' version 1 is not at ready state");
        }
        if (fault == Fault.EXPIRED) {
            return model.failure(call.model, "Request timeout expired");
        }
        if (fault == Fault.NOT_READY) {
            return ModelRepository.unknown(call.model, "has no available versions");
        }
        return fault == Fault.UNKNOWN_MODEL ? ModelRepository.unknown(call.model, "is not found") : null;
    }

    private void answer(
            GenerateCall call,
            SimulatedModel model,
            ModelRequest request,
            Responses responses,
            TokenSchedule due,
            Fault fault) {
        ResponseTimer timer = new ResponseTimer(vertx, call, due, model.cancels());
        TritonError broken = model.failure(call.model, OUT_OF_MEMORY);
        int last = responses.due(responses.size() - 1);
        if (fault == Fault.AT_ONCE) {
            throw broken;
        } else if (fault == Fault.UNHEALTHY) {
            throw model.failure(call.model, UNHEALTHY);
        } else if (fault == Fault.TOO_LONG) {
            throw model.failure(call.model, model.tooLong(request.promptTokens()));
        } else if (fault == Fault.DIED) {
            throw model.failure(call.model, DIED);
        } else if (fault == Fault.UNDER_200) {
            timer.once(0, () -> call.answer(200, broken.json()));
        } else if (fault == Fault.NO_TEXT) {
            timer.once(0, () -> call.answer(200, ResponseJson.empty(call.model)));
        } else if (fault == Fault.NOT_JSON) {
            timer.once(0, () -> call.answer(200, "this is not JSON (simulated)"));
        } else if (call.streaming && request.stream()) {
            stream(timer, call, model, responses, fault);
        } else if (fault == Fault.MIDSTREAM && !request.stream()) {
            timer.once(2, () -> call.fail(broken));
        } else if (fault == Fault.RESET) {
            timer.once(2, call::hangUp);
        } else if (fault == Fault.STALL) {
            call.whenGone(call::finish);
        } else if (call.streaming && responses.size() > 1) {
            timer.stream(responses, responses.size(), call::end);
        } else {
            timer.once(
                    last,
                    () -> call.answer(200, responses.size() > 1 ? TritonError.json(MORE_THAN_ONE) : responses.json(0)));
        }
    }

    private static void stream(
            ResponseTimer timer, GenerateCall call, SimulatedModel model, Responses responses, Fault fault) {
        if (fault == null) {
            timer.stream(responses, responses.size(), call::end);
            return;
        }
        int sent = fault == Fault.LOST_END ? responses.size() : Math.min(3, responses.size());
        timer.stream(responses, sent, () -> {
            if (fault == Fault.CUT) {
                call.end();
            } else if (fault == Fault.MIDSTREAM) {
                call.event(model.failure(call.model, OUT_OF_MEMORY).json());
                call.end();
            } else if (fault == Fault.RESET) {
                call.hangUp();
            } else {
                call.whenGone(model.cancels() ? call::cancel : call::finish);
            }
        });
    }
}
