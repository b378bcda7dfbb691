package io.openaitriton.simulator;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;

/** Runs a simulator from the command line, until the process is ended. */
public final class SimulatorCommand {
    private static final int TRITONS_PORT = 8000;

    private static final String USAGE = """
            Options:
              --port N                    port to listen on, 0 for any free one (default: 8000, Triton's)
              --host HOST                 address to listen on (default: 127.0.0.1)
              --allow-remote true         lets HOST be an address that other machines reach
              --models NAME,NAME=BACKEND  models to serve (default: the 8B and 70B Llama 3.1 models, of vLLM)
              --tokens-per-second N       how fast it answers; 0 is as fast as possible (default: 0)
              --time-to-first-token MS    milliseconds to the first token (default: 0)
              --kv-cache TOKENS           simulates an engine with a KV cache of this size: tokens of a prompt outside it take time to compute
              --prefill-rate N            prompt tokens that this engine computes in a second (default: 12000)
              --slots N                   concurrent answers of this engine (default: 64)""";

    private SimulatorCommand() {}

    /** Prints where the simulator listens and what it serves. Ends the JVM with status 2 if it cannot start. */
    public static void main(String[] args) throws InterruptedException {
        if (args.length == 1 && args[0].matches("-h|--help")) {
            System.out.println(USAGE);
            return;
        }
        if (start(args, System.out, System.err) == null) {
            System.exit(2);
        }
        // the simulator's own threads are daemons
        Thread.currentThread().join();
    }

    /** The simulator, or null if it does not start: then the reason is printed. */
    static TritonSimulator start(String[] args, PrintStream out, PrintStream err) {
        try {
            SimulatorSettings settings = settings(args);
            TritonSimulator simulator = TritonSimulator.start(settings);
            out.println("Simulated Triton on " + simulator.url() + " with the models "
                    + String.join(", ", settings.models()));
            return simulator;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage() + System.lineSeparator() + USAGE);
        } catch (UncheckedIOException e) {
            err.println(e.getMessage());
        }
        return null;
    }

    private static SimulatorSettings settings(String[] args) {
        SimulatorSettings settings = SimulatorSettings.defaults().withPort(TRITONS_PORT);
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " needs a value");
            }
            settings = with(settings, args[i], args[i + 1]);
        }
        return settings;
    }

    private static KvCacheSettings cache(SimulatorSettings settings) {
        return settings.kvCache() == null ? KvCacheSettings.llama70b() : settings.kvCache();
    }

    private static SimulatorSettings with(SimulatorSettings settings, String option, String value) {
        try {
            return switch (option) {
                case "--port" -> settings.withPort(Integer.parseInt(value));
                case "--host" -> settings.withHost(value);
                case "--allow-remote" -> settings.withAllowRemote(Boolean.parseBoolean(value));
                case "--models" -> settings.withModels(value.trim().split("\\s*,\\s*"));
                case "--tokens-per-second" -> settings.withTokensPerSecond(Double.parseDouble(value));
                case "--kv-cache" ->
                    settings.withKvCache(new KvCacheSettings(
                            Long.parseLong(value),
                            cache(settings).prefillTokensPerSecond(),
                            cache(settings).slots()));
                case "--prefill-rate" ->
                    settings.withKvCache(new KvCacheSettings(
                            cache(settings).tokens(),
                            Double.parseDouble(value),
                            cache(settings).slots()));
                case "--slots" ->
                    settings.withKvCache(new KvCacheSettings(
                            cache(settings).tokens(),
                            cache(settings).prefillTokensPerSecond(),
                            Integer.parseInt(value)));
                case "--time-to-first-token" -> settings.withTimeToFirstToken(Duration.ofMillis(Long.parseLong(value)));
                default -> throw new IllegalArgumentException("Unknown option " + option);
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " must be a number, not " + value, e);
        }
    }
}
