package com.example.chat;

import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Starts a simulated Triton before the application, and gives it to the test. Public, as Quarkus makes it. */
public final class SimulatedTriton implements QuarkusTestResourceLifecycleManager {
    private TritonSimulator triton;
    private Path batches;

    @Override
    public Map<String, String> start() {
        triton = TritonSimulator.start(SimulatorSettings.defaults());
        try {
            batches = Files.createTempDirectory("batches");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of(
                "triton.llama-8b.url", triton.url(),
                "triton.llama-70b.url", triton.url(),
                "openai.max-tokens", "7",
                "openai.batch-folder", batches.toString());
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(triton, field -> field.getType() == TritonSimulator.class);
    }

    @Override
    public void stop() {
        triton.close();
    }
}
