package io.openaitriton.simulator;

import io.openaitriton.simulator.ScriptedReply.AwaitLatch;
import io.openaitriton.simulator.ScriptedReply.AwaitStage;
import io.openaitriton.simulator.ScriptedReply.Chunk;
import io.openaitriton.simulator.ScriptedReply.Delay;
import io.openaitriton.simulator.ScriptedReply.Step;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Iterator;

/** Performs a scripted reply step by step, on the event loop and without blocking it. */
final class ScriptPlayer {
    private final Vertx vertx;
    private final Context context;
    private final Call call;
    private final ScriptedReply script;
    private final Iterator<Step> steps;

    ScriptPlayer(Vertx vertx, Call call, ScriptedReply script) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.call = call;
        this.script = script;
        this.steps = script.steps.iterator();
    }

    void play() {
        Wire.status(call.response, script.status);
        if (script.reason != null) {
            call.response.setStatusMessage(script.reason);
        }
        script.headers.forEach(call.response::putHeader);
        call.whenGone(call.streaming ? call::cancel : call::finish);
        next();
    }

    private void next() {
        while (!call.gone() && steps.hasNext()) {
            Step step = steps.next();
            if (step instanceof Chunk chunk) {
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

    private void pause(Step step) {
        if (step instanceof Delay delay) {
            vertx.setTimer(Math.max(1, delay.duration().toMillis()), id -> next());
        } else if (step instanceof AwaitStage await) {
            await.stage().whenComplete((value, failure) -> context.runOnContext(resumed -> next()));
        } else if (step instanceof AwaitLatch await) {
            poll(await);
        }
    }

    private void poll(AwaitLatch await) {
        if (call.gone() || await.latch().getCount() == 0) {
            next();
        } else {
            vertx.setTimer(1, id -> poll(await));
        }
    }

    private void finish() {
        switch (script.ending) {
            case END -> call.end();
            case CLOSE -> call.hangUp();
            case HANG -> {
                // until the client leaves
            }
        }
    }
}
