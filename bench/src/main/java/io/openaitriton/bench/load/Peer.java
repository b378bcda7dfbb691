package io.openaitriton.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Another gateway, described by a file of {@code bench/peers}; see the README there. It installs itself into
 * {@code bench/target/peers}.
 */
final class Peer {
    private static final Path PEERS = Path.of("bench/peers");
    private static final Path INSTALLED = Path.of("bench/target/peers");
    private static final int INSTALL_MINUTES = 15;
    private static final String HEADER = "header.";

    private final Properties file = new Properties();

    private Peer(Path path) throws IOException {
        try (var reader = Files.newBufferedReader(path)) {
            file.load(reader);
        }
    }

    /** All of them, by the names of their files. */
    static List<Peer> all() throws IOException {
        try (Stream<Path> files = Files.list(PEERS)) {
            List<Peer> peers = new ArrayList<>();
            for (Path path : files.filter(file -> file.toString().endsWith(".properties")).sorted().toList()) {
                peers.add(new Peer(path));
            }
            return peers;
        }
    }

    String name() {
        return text("name").replace("{version}", text("version"));
    }

    /** Its backend: Triton, or a server with OpenAI's API. */
    Wire backend() {
        return Wire.valueOf(text("backend").toUpperCase(Locale.ROOT));
    }

    /** How it was installed and started. */
    String commands() {
        return "install: " + text("install").replace("{version}", text("version")) + "\nstart:   " + text("start");
    }

    /**
     * Installs it, unless that was done before in the same way.
     *
     * @throws IOException with the reason why it cannot be installed
     */
    void install() throws IOException, InterruptedException {
        Path done = home().resolve("installed");
        String command = expand(text("install"), Map.of());
        if (Files.exists(done) && Files.readString(done).equals(command)) {
            return;
        }
        Files.createDirectories(home());
        Rig.log("installing " + name());
        Path log = log("install");
        Process process = new ProcessBuilder("bash", "-c", command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        process.getOutputStream().close();
        if (!process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            throw new IOException("its installation took over " + INSTALL_MINUTES + " minutes");
        }
        if (process.exitValue() != 0) {
            throw new IOException("it could not be installed: " + reason(log));
        }
        Files.writeString(done, command);
    }

    /**
     * Starts it in front of a backend.
     *
     * @throws IOException with the reason why it does not serve
     */
    Server start(int port, int backendPort) throws Exception {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("port", Integer.toString(port));
        values.put("port2", Integer.toString(Rig.freePort()));
        values.put("backend", Integer.toString(backendPort));
        values.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        if (file.containsKey("config")) {
            Path config = home().resolve(file.getProperty("config.name", text("config"))).toAbsolutePath();
            Files.writeString(config, expand(Files.readString(PEERS.resolve(text("config"))), values));
            values.put("config", config.toString());
        }
        Path log = log("start");
        try {
            return Server.start(target(port, values), log, "bash", "-c", "exec " + expand(text("start"), values));
        } catch (IOException e) {
            throw new IOException(e.getMessage() + "; the last that it said: " + reason(log), e);
        }
    }

    private Target target(int port, Map<String, String> values) {
        Map<String, String> headers = new LinkedHashMap<>();
        file.stringPropertyNames().stream()
                .filter(key -> key.startsWith(HEADER))
                .sorted()
                .forEach(key -> headers.put(key.substring(HEADER.length()), expand(text(key), values)));
        String whole = file.getProperty("whole", Target.CHAT);
        boolean streams = Boolean.parseBoolean(file.getProperty("streams", "true"));
        boolean plain = Boolean.parseBoolean(file.getProperty("plain", "false"));
        return new Target(name(), port, whole, streams ? whole : null, headers, plain, text("model"));
    }

    private Path home() {
        return INSTALLED.resolve(text("home"));
    }

    private Path log(String what) {
        return home().resolve(text("model").replace('/', '-') + "-" + what + ".log");
    }

    private String expand(String text, Map<String, String> values) {
        String expanded = text.replace("{version}", text("version"))
                .replace("{home}", home().toAbsolutePath().toString());
        for (Map.Entry<String, String> value : values.entrySet()) {
            expanded = expanded.replace("{" + value.getKey() + "}", value.getValue());
        }
        return expanded;
    }

    private String text(String key) {
        String text = file.getProperty(key);
        if (text == null) {
            throw new IllegalStateException("a file of " + PEERS + " lacks " + key);
        }
        return text;
    }

    /** The last line of a log with an error; the last line of all if there is none. */
    private static String reason(Path log) throws IOException {
        List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
        String last = lines.isEmpty() ? "it says nothing" : lines.get(lines.size() - 1);
        return lines.stream()
                .filter(line -> line.matches("(?i).*\\b(error|failed|fatal|cannot|panic|not found)\\b.*"))
                .reduce((earlier, later) -> later)
                .orElse(last)
                .replace(Path.of("").toAbsolutePath().toString(), "");
    }
}
