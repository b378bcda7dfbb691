package io.openaitriton.faults;

import static org.awaitility.Awaitility.await;

import io.openaitriton.Gateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The gateway in its own JVM, which can be stopped or given little memory. */
final class GatewayProcess implements AutoCloseable {
    private static final Pattern LISTENS = Pattern.compile("listens on http://(?:127\\.0\\.0\\.1|\\[::1]):(\\d+)/v1");
    private static final int SECONDS = 60;

    private final Process process;
    private final Path log;
    private int port;

    private GatewayProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts it, with both models on one server.
     *
     * @param environment settings as environment variables
     * @param options of the JVM
     */
    static GatewayProcess start(Path log, String triton, Map<String, String> environment, String... options) {
        GatewayProcess gateway = startWithLog(log, triton, environment, options);
        await().atMost(Duration.ofSeconds(SECONDS)).until(gateway::listens);
        return gateway;
    }

    /** The same with a log that cannot be read; does not wait for the start. */
    static GatewayProcess startWithLog(Path log, String triton, Map<String, String> environment, String... options) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.add("-XX:TieredStopAtLevel=1");
        if (Runtime.version().feature() >= 24) {
            // without them Java warns of Netty
            command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(options));
        command.add(Gateway.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment()
                .putAll(Map.of(
                        "GATEWAY_PORT",
                        "0",
                        "SIMULATOR_ENABLED",
                        "false",
                        "TRITON_LLAMA_8B_URL",
                        triton,
                        "TRITON_LLAMA_70B_URL",
                        triton));
        builder.environment().putAll(environment);
        try {
            return new GatewayProcess(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new IllegalStateException(log());
        }
        Matcher line = LISTENS.matcher(log());
        if (line.find()) {
            port = Integer.parseInt(line.group(1));
        }
        return port > 0;
    }

    int port() {
        return port;
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGTERM; does not wait for the end. */
    void terminate() {
        process.destroy();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    boolean endsWithin(Duration time) throws InterruptedException {
        return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }
}
