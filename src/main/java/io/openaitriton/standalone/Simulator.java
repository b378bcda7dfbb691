package io.openaitriton.standalone;

import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.time.Duration;
import java.util.LinkedList;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainCommandLineSupport;

/** The simulated Triton of a gateway. */
final class Simulator {
    /** Set while the simulator runs, which may listen on any free port. */
    private static final String URL = "simulator.url";

    private Simulator() {}

    /** Adds the argument {@code -simulate}, because camel:run can set arguments but not properties; an explicit setting wins. */
    static void addOption(Main gateway) {
        gateway.addOption(
                new MainCommandLineSupport.Option(
                        "simulate", "simulate", "Runs the simulator, unless simulator.enabled is set.") {
                    @Override
                    protected void doProcess(String argument, LinkedList<String> remaining) {
                        gateway.addInitialProperty("simulate", "true");
                    }
                });
    }

    /** Starts it, if the settings turn it on; else returns null. */
    static TritonSimulator start(Main main, Settings settings) {
        if (!settings.bool("simulator.enabled")) {
            return null;
        }
        TritonSimulator simulator = TritonSimulator.start(read(settings));
        // also for edited routes, whose contexts share the beans of this Main
        main.addInitialProperty(URL, simulator.url());
        main.getCamelContext().getPropertiesComponent().addInitialProperty(URL, simulator.url());
        return simulator;
    }

    private static SimulatorSettings read(Settings settings) {
        return SimulatorSettings.defaults()
                .withHost(settings.text("simulator.host"))
                .withPort(settings.port("simulator.port"))
                .withAllowRemote(settings.bool("simulator.allow-remote"))
                .withModels(settings.text("simulator.models").trim().split("\\s*,\\s*"))
                .withTokensPerSecond(settings.decimal("simulator.tokens-per-second"))
                .withTimeToFirstToken(Duration.ofMillis(settings.integer("simulator.time-to-first-token", 0)));
    }
}
