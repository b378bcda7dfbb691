package io.openaitriton.bench.load;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Puts the packaged gateway under load, between a Triton that costs next to nothing and clients in this process, and writes a
 * report. Arguments: the report's path, the gateway's folder, {@code short} or {@code full}, then the homes of one or more JDKs.
 */
public final class Rig {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    private final FastTriton triton;
    private final Path home;
    private final boolean full;
    private final Report report;

    private Rig(Path report, Path home, boolean full) throws Exception {
        this.triton = FastTriton.start(vertx);
        this.home = home;
        this.full = full;
        this.report = new Report(report);
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
        requests(Target.triton("Triton itself", triton.port()));
        streams(Target.triton("Triton itself", triton.port()), null);
        compare(Server.nginx(freePort(), triton.port()), "There is no nginx here: no pass-through to compare with.");
        compare(
                Server.nginxWithLua(freePort(), triton.port()),
                "There is no nginx with Lua here: no original to compare with.");
        compare(
                Server.portkey(freePort(), triton.port()),
                "There is no Node.js here: no other gateway to compare with.");
        for (String java : javas) {
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
            }
        }
        starts.sort(null);
        report.put("start to first answer, s (median)", name, starts.get(starts.size() / 2), 2);
        try (Server server = Server.gateway(home, java, name, freePort(), triton.port())) {
            report.put("resident after start, MiB", name, server.residentMiB(), 0);
            measure(server);
            int width = version(java) >= 21 ? 8000 : 1000;
            width(server, full ? width : width / 4);
            leaving(server, full ? 1000 : 250);
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
            best = best == null || closed.cpuMicros() < best.cpuMicros() ? closed : best;
        }
        if (best != null) {
            report.put("requests a second, 32 connections", server.target().name(), best.requestsPerSecond(), 0);
            report.put("CPU of a request, us", server.target().name(), best.cpuMicros(), 1);
        }
        if (best != null && best.requestsPerSecond() < 1500) {
            report.note(server.target().name() + " cannot be asked 1000 times a second: it has no rows of that.");
        } else {
            requests(server.target());
        }
        if (server.target().streamed() == null) {
            report.note(server.target().name() + " does not stream from Triton: it has no rows of chunks.");
            if (server.target().plain()) {
                report.note(server.target().name() + " takes no chats for Triton: it is asked with prompts.");
            }
        } else {
            streams(server.target(), server);
        }
    }

    /** Until requests cost no less any more: a JIT that shares two cores with the load takes its time. */
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
            log(String.format(Locale.ROOT, "  %.1f us a request", result.cpuMicros()));
        }
        report.put("requests to warm up", server.target().name(), requests, 0);
    }

    private void requests(Target target) throws Exception {
        log("open load on " + target.name());
        OpenLoad.run(vertx, target, 1000, full ? 10 : 3);
        OpenLoad.Result open = OpenLoad.run(vertx, target, 1000, full ? 30 : 10);
        report.put("1000 requests a second: p50, ms", target.name(), millis(open.micros(), 50), 2);
        report.put("1000 requests a second: p99, ms", target.name(), millis(open.micros(), 99), 2);
        report.percentiles("1000 requests a second, whole answers", target.name(), open.micros());
        if (open.failed() > 0) {
            report.note(target.name() + ": " + open.failed() + " of the requests at a fixed rate failed.");
        }
    }

    /** 200 streams that begin within a second: with 50 tokens a second each, which is work, and with 20, where time shows. */
    private void streams(Target target, Server server) throws Exception {
        log("200 streams on " + target.name());
        triton.pace(new FastTriton.Pace(full ? 500 : 200, 20));
        try (StreamLoad load = new StreamLoad(vertx, target)) {
            load.start(200, 200);
            double cpu = server == null ? 0 : server.cpuSeconds();
            long events = load.events();
            long from = System.nanoTime();
            TimeUnit.SECONDS.sleep(full ? 8 : 3);
            if (server != null) {
                double micros = 1e6 * (server.cpuSeconds() - cpu) / (load.events() - events);
                report.put("CPU of a chunk, us", target.name(), micros, 1);
            }
            report.put(
                    "chunks a second, 200 streams",
                    target.name(),
                    1e9 * (load.events() - events) / (System.nanoTime() - from),
                    0);
            load.await(60);
            report.put("at 10000 chunks a second: a chunk's way, p99, ms", target.name(), millis(load.eventMicros(), 99), 2);
            failed(target, load, 200);
        }
        triton.pace(new FastTriton.Pace(full ? 200 : 60, 50));
        try (StreamLoad load = new StreamLoad(vertx, target)) {
            load.start(200, 200);
            load.await(60);
            report.put("200 streams: first token, p50, ms", target.name(), millis(load.firstMicros(), 50), 2);
            report.put("200 streams: first token, p99, ms", target.name(), millis(load.firstMicros(), 99), 2);
            report.put("200 streams: a chunk's way, p99, ms", target.name(), millis(load.eventMicros(), 99), 2);
            report.percentiles("A chunk's way through, 200 streams", target.name(), load.eventMicros());
            failed(target, load, 200);
        }
    }

    /** Until chunks cost no less any more; tells how many it took. */
    private long warmUpStreams(Server server) throws Exception {
        long chunks = 0;
        double least = Double.MAX_VALUE;
        int worse = 0;
        for (int round = 0; round < (full ? 15 : 2) && worse < 2; round++) {
            triton.pace(new FastTriton.Pace(400, 10));
            try (StreamLoad load = new StreamLoad(vertx, server.target())) {
                double cpu = server.cpuSeconds();
                load.start(100, 100);
                load.await(120);
                chunks += load.events();
                double micros = 1e6 * (server.cpuSeconds() - cpu) / load.events();
                worse = micros < 0.98 * least ? 0 : worse + 1;
                least = Math.min(least, micros);
                log(String.format(Locale.ROOT, "  %.1f us a chunk", micros));
            }
        }
        return chunks;
    }

    /** Many streams with a token a second each. */
    private void width(Server server, int count) throws Exception {
        Target target = server.target();
        log(count + " streams on " + target.name());
        int ramp = Math.max(1, count / 400);
        int seconds = full ? 30 : 10;
        triton.pace(new FastTriton.Pace(ramp + seconds, 1000));
        try (StreamLoad load = new StreamLoad(vertx, target)) {
            List<double[]> resident = new ArrayList<>();
            try (Sampler sampler = Sampler.every(
                    500, () -> resident.add(new double[] {triton.open(), server.residentMiB()}))) {
                load.start(count, 400);
            }
            report.plot("Resident memory while streams begin", "streams", "MiB").line(target.name(), resident);
            TimeUnit.SECONDS.sleep(seconds / 2);
            report.put("streams at a time", target.name(), triton.open(), 0);
            report.put("resident then, MiB", target.name(), server.residentMiB(), 0);
            report.put("threads then", target.name(), server.threads(), 0);
            report.put("file handles then", target.name(), server.files(), 0);
            load.await(120);
            report.put("of these failed", target.name(), count - load.whole(), 0);
            failed(target, load, count);
        }
    }

    /** Clients that leave at random times. */
    private void leaving(Server server, int count) throws Exception {
        Target target = server.target();
        log("clients leave " + target.name());
        triton.pace(new FastTriton.Pace(60, 1000));
        triton.closed().clear();
        Random random = new Random(1);
        try (StreamLoad load = new StreamLoad(vertx, target)) {
            load.start(count, 400);
            for (int i = 0; load.begun() < count && i < 300; i++) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            List<Integer> ids = new ArrayList<>();
            for (int id = 0; id < count; id++) {
                ids.add(id);
            }
            java.util.Collections.shuffle(ids, random);
            for (int id : ids) {
                load.leave(id);
                TimeUnit.MILLISECONDS.sleep(random.nextInt(10));
            }
            for (int i = 0; triton.closed().size() < load.left().size() && i < 100; i++) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            Histogram micros = new Histogram(60_000_000, 3);
            for (Map.Entry<Integer, Long> left : load.left().entrySet()) {
                Long closed = triton.closed().get(left.getKey());
                if (closed != null) {
                    micros.recordValue(Math.max(0, (closed - left.getValue()) / 1000));
                }
            }
            report.put("client leaves to Triton's connection gone, p99, ms", target.name(), millis(micros, 99), 1);
            report.put("of these never noticed", target.name(), load.left().size() - micros.getTotalCount(), 0);
        }
    }

    private void failed(Target target, StreamLoad load, int count) {
        if (load.whole() < count) {
            report.note(target.name() + ": of " + count + " streams " + load.failed() + " failed and "
                    + (count - load.whole() - load.failed()) + " did not end in time.");
        }
    }

    private static double millis(Histogram micros, double percentile) {
        return micros.getValueAtPercentile(percentile) / 1000.0;
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
        System.out.println(String.format(Locale.ROOT, "%tT %s", System.currentTimeMillis(), line));
    }
}
