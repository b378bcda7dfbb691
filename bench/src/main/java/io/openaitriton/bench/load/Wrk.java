package io.openaitriton.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Closed load by wrk: each connection sends the next request after its answer. */
final class Wrk {
    private static final Pattern TOTAL = Pattern.compile("(\\d+) requests in");
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
    private static final Pattern ERRORS = Pattern.compile("Non-2xx or 3xx responses: (\\d+)|Socket errors: (.*)");

    private Wrk() {}

    /**
     * The results.
     *
     * @param cpuMicros processor time of the target for a request
     * @param errors wrk's own words, or empty
     */
    record Result(double requestsPerSecond, double cpuMicros, String errors) {}

    /** Null where there is no wrk. */
    static Result run(Server server, int connections, int seconds) throws IOException, InterruptedException {
        Path script = Path.of("bench/target/wrk.lua");
        StringBuilder lua = new StringBuilder("wrk.method = 'POST'\nwrk.headers['Content-Type'] = 'application/json'\n");
        server.target().headers().forEach((name, value) -> lua.append("wrk.headers['" + name + "'] = '" + value + "'\n"));
        Files.writeString(script, lua + "wrk.body = '" + server.target().body(0, false) + "'\n");
        double before = server.data().cpuSeconds();
        Process process;
        try {
            process = new ProcessBuilder(
                            "wrk",
                            "-t1",
                            "-c" + connections,
                            "-d" + seconds + "s",
                            "-s",
                            script.toString(),
                            "http://127.0.0.1:" + server.target().port()
                                    + server.target().whole())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            return null;
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        double cpu = server.data().cpuSeconds() - before;
        Matcher total = TOTAL.matcher(out);
        Matcher rate = RATE.matcher(out);
        if (!total.find() || !rate.find()) {
            throw new IllegalStateException("wrk said: " + out);
        }
        Matcher errors = ERRORS.matcher(out);
        return new Result(
                Double.parseDouble(rate.group(1)),
                1e6 * cpu / Long.parseLong(total.group(1)),
                errors.find() ? errors.group() : "");
    }
}
