package io.openaitriton.simulator.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Iterator;

/** Plays a script step by step, on the event loop and without blocking it. */
final class ScriptPlayer {
    private final Vertx vertx;
    private final Context context;
    private final GenerateCall call;
    private final Script script;
    private final Iterator<Script.Step> steps;

    ScriptPlayer(Vertx vertx, GenerateCall call, Script script) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.call = call;
        this.script = script;
        this.steps = script.steps().iterator();
    }

    void play() {
        HttpResponses.status(call.response, script.status());
        if (script.reason() != null) {
            call.response.setStatusMessage(script.reason());
        }
        script.headers().forEach(call.response::putHeader);
        call.whenGone(call.streaming ? call::cancel : call::finish);
        next();
    }

    private void next() {
        while (!call.gone() && steps.hasNext()) {
            Script.Step step = steps.next();
            if (step instanceof Script.Chunk chunk) {
                call.write(chunk.bytes());
            } else {
                pause(step);
                return;
            }
        }
        if (!call.gone()) {
            finish();
        }
    }

    private void pause(Script.Step step) {
        if (step instanceof Script.Delay delay) {
            vertx.setTimer(Math.max(1, delay.duration().toMillis()), id -> next());
        } else if (step instanceof Script.AwaitStage await) {
            await.stage().whenComplete((value, failure) -> context.runOnContext(resumed -> next()));
        } else if (step instanceof Script.AwaitLatch await) {
            poll(await);
        }
    }

    private void poll(Script.AwaitLatch await) {
        if (call.gone() || await.latch().getCount() == 0) {
            next();
        } else {
            vertx.setTimer(1, id -> poll(await));
        }
    }

    private void finish() {
        switch (script.ending()) {
            case END -> call.end();
            case CLOSE -> call.hangUp();
            case HANG -> {
                // until the client disconnects
            }
        }
    }
}
