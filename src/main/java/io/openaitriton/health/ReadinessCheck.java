package io.openaitriton.health;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** The gateway is ready for requests when one of its models is, or all of them, and while it is not about to stop. */
public final class ReadinessCheck extends AbstractHealthCheck {
    private final ModelsReady models;
    private final boolean all;
    private volatile boolean stopping;

    /** @param all true when every model must be ready, false when one is enough */
    public ReadinessCheck(ModelsReady models, boolean all) {
        super("openai-triton", "models");
        this.models = models;
        this.all = all;
    }

    /** From now on the gateway is not ready: first thing of a shutdown, so that no more requests are sent to it. */
    public void stopping() {
        stopping = true;
    }

    @Override
    public boolean isLiveness() {
        // a new gateway would not make Triton ready
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
        Map<String, Boolean> ready = models.models();
        ready.forEach((model, is) -> result.detail(model, is ? "ready" : "not ready"));
        if (stopping) {
            result.message("The gateway is shutting down").down();
        } else if (all ? !ready.containsValue(false) : ready.containsValue(true)) {
            result.up();
        } else {
            result.message((all ? "Not every model is" : "No model is") + " ready on a Triton server")
                    .down();
        }
    }
}
