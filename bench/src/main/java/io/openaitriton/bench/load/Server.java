package io.openaitriton.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process under load. */
public final class Server implements AutoCloseable {
    private static final int START_SECONDS = 180;

    private final Process process;
    private final Target target;
    private final long started = System.nanoTime();
    private double firstAnswerSeconds;

    private Server(Process process, Target target) {
        this.process = process;
        this.target = target;
    }

    /** The packaged gateway, on this Java, with its model on a Triton. */
    public static Server gateway(Path home, String java, String name, int port, int tritonPort, String... options)
            throws Exception {
        ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/openai-triton-gateway").toString())
                .redirectErrorStream(true)
                .redirectOutput(Path.of("bench/target/gateway.log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME", java,
                        "JAVA_OPTS", String.join(" ", options),
                        "GATEWAY_PORT", Integer.toString(port),
                        "SIMULATOR_ENABLED", "false",
                        "TRITON_DIALECT", "vllm",
                        "TRITON_LLAMA_8B_URL", "http://127.0.0.1:" + tritonPort));
        return new Server(builder.start(), Target.gateway(name, port)).await();
    }

    /** nginx that passes the bytes to Triton and back; null if there is no nginx. */
    static Server nginx(int port, int tritonPort) throws Exception {
        return nginx(Target.triton("nginx", port), tritonPort, "", "", "location / { proxy_pass http://triton; }");
    }

    /** The translation in Lua that the gateway replaces; null if nginx cannot run it. */
    public static Server nginxWithLua(int port, int tritonPort, String... directives) throws Exception {
        Path original = Path.of("bench/original").toAbsolutePath();
        return nginx(
                Target.original("nginx with Lua", port),
                tritonPort,
                "load_module modules/ndk_http_module.so; load_module modules/ngx_http_lua_module.so;",
                """
                lua_package_path "%s/?.lua;;";
                  init_by_lua_block { require "route" }
                  %s
                """
                        .formatted(original, String.join(" ", directives))
                        .strip(),
                "include %s/location.conf;".formatted(original));
    }

    /** Portkey's gateway; null if {@code bench/run} could not install it, or it does not start. */
    static Server portkey(int port, int tritonPort) throws Exception {
        Path home = Path.of("bench/target/portkey/node_modules/@portkey-ai/gateway").toAbsolutePath();
        Matcher version = Pattern.compile("\"version\": *\"([^\"]+)\"")
                .matcher(Files.isDirectory(home) ? Files.readString(home.resolve("package.json")) : "");
        if (!version.find()) {
            return null;
        }
        return startIfPossible(
                Target.portkey("Portkey " + version.group(1), port, tritonPort),
                "portkey.log",
                "node",
                home.resolve("build/start-server.js").toString(),
                "--port=" + port,
                "--headless");
    }

    private static Server nginx(Target target, int tritonPort, String modules, String directives, String location)
            throws Exception {
        Path conf = Path.of("bench/target/nginx.conf").toAbsolutePath();
        Files.writeString(
                conf,
                """
                %s
                daemon off;
                worker_processes 1;
                worker_rlimit_nofile 65536;
                pid %s/nginx.pid;
                error_log %s/nginx.log;
                events { worker_connections 20000; }
                http {
                  access_log off;
                  keepalive_requests 1000000000;
                  upstream triton { server 127.0.0.1:%d; keepalive 1000; keepalive_requests 1000000000; }
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_buffering off;
                  %s
                  server {
                    listen 127.0.0.1:%d backlog=10000;
                    %s
                  }
                }
                """
                        .formatted(
                                modules,
                                conf.getParent(),
                                conf.getParent(),
                                tritonPort,
                                directives,
                                target.port(),
                                location));
        return startIfPossible(target, "nginx.out", "nginx", "-c", conf.toString());
    }

    /** What is only compared with; null when it, or a module of it, is not installed, or it does not answer. */
    private static Server startIfPossible(Target target, String log, String... command) throws Exception {
        try {
            return start(target, Path.of("bench/target", log), command);
        } catch (IOException e) {
            Rig.log(e.getMessage());
            return null;
        }
    }

    /**
     * Runs a command that serves the target.
     *
     * @throws IOException if there is no such command, or it does not answer
     */
    static Server start(Target target, Path log, String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new Server(process, target).await();
    }

    public Target target() {
        return target;
    }

    /** From the start of the process to its first answer. */
    double firstAnswerSeconds() {
        return firstAnswerSeconds;
    }

    /** What Linux knows of it. */
    ProcessData data() {
        return new ProcessData(process);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Makes a Java process run a full garbage collection, with the tool of its own Java. */
    void collectGarbage() {
        jcmd("GC.run");
    }

    /** What the heap of a Java process holds, garbage included. */
    long heapBytes() {
        return Pattern.compile("used (\\d+)K")
                .matcher(jcmd("GC.heap_info").replaceAll("(?s)Metaspace.*", ""))
                .results()
                .mapToLong(used -> 1024 * Long.parseLong(used.group(1)))
                .sum();
    }

    private String jcmd(String command) {
        Path java = Path.of(process.info().command().orElseThrow());
        try {
            Process tool = new ProcessBuilder(
                            java.resolveSibling("jcmd").toString(), Long.toString(process.pid()), command)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            tool.waitFor();
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private Server await() throws Exception {
        // without the offer of HTTP/2, which Portkey does not answer
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest.Builder builder = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + target.port() + target.whole()))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.ofString(target.body(0, false)));
        target.headers().forEach(builder::header);
        HttpRequest request = builder.build();
        while (process.isAlive() && System.nanoTime() - started < 1e9 * START_SECONDS) {
            try {
                if (client.send(request, BodyHandlers.ofString()).statusCode() == 200) {
                    firstAnswerSeconds = (System.nanoTime() - started) / 1e9;
                    return this;
                }
            } catch (IOException e) {
                // not yet
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        if (!process.isAlive()) {
            throw new IOException(target.name() + " ended before its first answer; see the logs in bench/target");
        }
        close();
        throw new IOException(
                target.name() + " does not answer within " + START_SECONDS + " s; see the logs in bench/target");
    }

    @Override
    public void close() throws InterruptedException {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
