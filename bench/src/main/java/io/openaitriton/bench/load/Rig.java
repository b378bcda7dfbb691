package io.openaitriton.bench.load;

import io.openaitriton.bench.Steps;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Puts the packaged gateway under load, between a Triton server that costs almost nothing and clients in this process, and writes
 * a report. Arguments: the report's path, the gateway's folder, {@code short} or {@code full}, then the homes of one or more
 * JDKs.
 */
public final class Rig {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    private final FastTriton triton;
    private final Path home;
    private final boolean full;
    private final Report report;
    private final Measurements measurements;

    private Rig(Path report, Path home, boolean full) throws Exception {
        this.triton = FastTriton.start(vertx);
        this.home = home;
        this.full = full;
        this.report = new Report(report);
        this.measurements = new Measurements(vertx, triton, full, this.report);
    }

    public static void main(String[] args) throws Exception {
        Rig rig = new Rig(Path.of(args[0]), Path.of(args[1]), args[2].equals("full"));
        try {
            rig.run(List.of(args).subList(3, args.length));
            rig.report.write();
        } finally {
            rig.vertx.close();
        }
    }

    private void run(List<String> javas) throws Exception {
        Steps steps = new Steps(4 + javas.size());
        steps.next("Triton itself");
        measurements.requests(Target.triton("Triton itself", triton.port()));
        measurements.streams(Target.triton("Triton itself", triton.port()), null);
        steps.next("nginx that passes requests on");
        compare(Server.nginx(freePort(), triton.port()), "There is no nginx here: no pass-through to compare with.");
        steps.next("nginx with Lua");
        compare(
                Server.nginxWithLua(freePort(), triton.port()),
                "There is no nginx with Lua here: no original to compare with.");
        steps.next("Portkey");
        compare(
                Server.portkey(freePort(), triton.port()),
                "Portkey cannot be had or started here: no other gateway to compare with.");
        for (String java : javas) {
            steps.next("the gateway on JDK " + version(java));
            gateway(java);
        }
    }

    private void compare(Server server, String missing) throws Exception {
        try (server) {
            if (server == null) {
                report.note(missing);
            } else {
                measure(server);
            }
        }
    }

    private void gateway(String java) throws Exception {
        String name = "gateway, JDK " + version(java);
        List<Double> starts = new ArrayList<>();
        for (int i = 0; i < (full ? 5 : 2); i++) {
            try (Server server = Server.gateway(home, java, name, freePort(), triton.port())) {
                starts.add(server.firstAnswerSeconds());
                report.raw("start to first answer, s", name, i, server.firstAnswerSeconds());
            }
        }
        starts.sort(null);
        report.put("start to first answer, s (median)", name, starts.get(starts.size() / 2), 2);
        try (Server server = Server.gateway(home, java, name, freePort(), triton.port())) {
            report.put("resident after start, MiB", name, server.data().residentMiB(), 0);
            measure(server);
            int width = version(java) >= 21 ? 8000 : 1000;
            measurements.width(server, full ? width : width / 4);
            measurements.leaving(server, full ? 1000 : 250);
        }
    }

    private void measure(Server server) throws Exception {
        warmUp(server);
        Wrk.Result best = null;
        for (int i = 0; i < 3; i++) {
            Wrk.Result closed = Wrk.run(server, 32, full ? 15 : 8);
            if (closed == null) {
                report.note("There is no wrk here: no closed load.");
                break;
            }
            if (!closed.errors().isEmpty()) {
                report.note(server.target().name() + " under closed load: " + closed.errors());
            }
            report.raw("closed load, round: requests a second", server.target().name(), i, closed.requestsPerSecond());
            report.raw("closed load, round: CPU of a request, us", server.target().name(), i, closed.cpuMicros());
            best = best == null || closed.cpuMicros() < best.cpuMicros() ? closed : best;
        }
        if (best != null) {
            report.put("requests a second, 32 connections", server.target().name(), best.requestsPerSecond(), 0);
            report.put("CPU of a request, us", server.target().name(), best.cpuMicros(), 1);
        }
        if (best != null && best.requestsPerSecond() < 1500) {
            report.note(server.target().name() + " cannot be asked 1000 times a second: it has no rows of that.");
        } else {
            measurements.requests(server.target());
        }
        if (server.target().streamed() == null) {
            report.note(server.target().name() + " does not stream from Triton: it has no rows of chunks.");
            if (server.target().plain()) {
                report.note(server.target().name() + " takes no chats for Triton: it is asked with prompts.");
            }
        } else {
            measurements.streams(server.target(), server);
        }
    }

    /** Runs until the cost of requests stops falling: a JIT that shares two cores with the load takes its time. */
    private void warmUp(Server server) throws Exception {
        log("warming up " + server.target().name());
        if (server.target().streamed() != null) {
            report.put("chunks to warm up", server.target().name(), warmUpStreams(server), 0);
        }
        long requests = 0;
        double least = Double.MAX_VALUE;
        int worse = 0;
        for (int round = 0; round < (full ? 30 : 4) && worse < 3; round++) {
            Wrk.Result result = Wrk.run(server, 32, 10);
            if (result == null) {
                OpenLoad.run(vertx, server.target(), 1000, full ? 120 : 20);
                return;
            }
            requests += 10 * (long) result.requestsPerSecond();
            worse = result.cpuMicros() < 0.98 * least ? 0 : worse + 1;
            least = Math.min(least, result.cpuMicros());
            report.raw("warming up, round: CPU of a request, us", server.target().name(), round, result.cpuMicros());
            log(String.format(Locale.ROOT, "  %.1f us a request", result.cpuMicros()));
        }
        report.put("requests to warm up", server.target().name(), requests, 0);
    }

    /** Runs until the cost of chunks stops falling; returns how many it took. */
    private long warmUpStreams(Server server) throws Exception {
        long chunks = 0;
        double least = Double.MAX_VALUE;
        int worse = 0;
        for (int round = 0; round < (full ? 15 : 2) && worse < 2; round++) {
            triton.pace(new FastTriton.Pace(400, 10));
            try (StreamLoad load = new StreamLoad(vertx, server.target())) {
                double cpu = server.data().cpuSeconds();
                load.start(100, 100);
                load.await(120);
                chunks += load.events();
                double micros = 1e6 * (server.data().cpuSeconds() - cpu) / load.events();
                worse = micros < 0.98 * least ? 0 : worse + 1;
                least = Math.min(least, micros);
                report.raw("warming up, round: CPU of a chunk, us", server.target().name(), round, micros);
                log(String.format(Locale.ROOT, "  %.1f us a chunk", micros));
            }
        }
        return chunks;
    }

    static int version(String java) throws Exception {
        return Files.readAllLines(Path.of(java, "release")).stream()
                .filter(line -> line.startsWith("JAVA_VERSION="))
                .map(line -> line.replaceAll("JAVA_VERSION=\"(\\d+).*", "$1"))
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElseThrow();
    }

    public static int freePort() throws Exception {
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    public static void log(String line) {
        Steps.log(line);
    }
}
