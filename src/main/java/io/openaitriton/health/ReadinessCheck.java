package io.openaitriton.health;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** The gateway is ready if one of its models is, or all are, and it is not about to stop. */
public final class ReadinessCheck extends AbstractHealthCheck {
    private final ModelsReady models;
    private final boolean all;
    private volatile boolean stopping;

    /** @param all true if every model must be ready, false if one is enough */
    public ReadinessCheck(ModelsReady models, boolean all) {
        super("openai-triton", "models");
        this.models = models;
        this.all = all;
    }

    /** From now on the gateway is not ready: the first step of a shutdown, so that no more requests are sent to it. */
    public void stopping() {
        stopping = true;
    }

    @Override
    public boolean isLiveness() {
        // restarting the gateway would not make Triton ready
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
