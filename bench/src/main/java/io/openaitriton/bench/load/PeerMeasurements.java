package io.openaitriton.bench.load;

import io.vertx.core.Vertx;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** The same measurements for each gateway. Slow gateways can handle the load; latencies are also reported as the time that a gateway adds. */
final class PeerMeasurements {
    private static final int STREAMS = 20;

    /** Agents at a time. */
    private static final int AGENTS = 8;

    /** Requests a second, and as many more as a gateway must be able to take for a latency that is not one of queues. */
    private static final List<Integer> RATES = List.of(50, 1000);

    private static final double HEADROOM = 1.5;

    private final Vertx vertx;
    private final FastTriton triton;
    private final boolean full;
    private final Report report;

    /** Latencies without a gateway, by what they are of. */
    private final Map<Wire, Map<String, Histogram>> direct = new EnumMap<>(Wire.class);

    PeerMeasurements(Vertx vertx, FastTriton triton, boolean full, Report report) {
        this.vertx = vertx;
        this.triton = triton;
        this.full = full;
        this.report = report;
    }

    /** Latencies of the backend behind the gateways. */
    void direct(Wire wire, Target target) throws Exception {
        direct.put(wire, new HashMap<>());
        report.put("behind it", target.name(), "");
        for (int rate : RATES) {
            requests(target, wire, rate);
        }
        streams(target, wire, null);
    }

    /** All of a gateway that has just been started. */
    void gateway(Server server, Wire behind) throws Exception {
        Target target = server.target();
        report.put("resident after start, MiB", target.name(), server.data().residentMiB(), 0);
        warmUp(server);
        double aSecond = closed(server);
        for (int rate : RATES) {
            if (aSecond > HEADROOM * rate) {
                requests(target, behind, rate);
            } else {
                report.note(target.name() + " cannot be asked " + rate + " times a second: it has no rows of that.");
            }
        }
        agents(server);
        if (target.streamed() != null) {
            streams(target, behind, server);
            width(server, full ? 500 : 100);
        } else {
            report.note(target.name() + " does not stream: it has no rows of streams.");
        }
    }

    /** The same for all: a minute of requests and 120,000 chunks, or twenty seconds and 10,000. */
    private void warmUp(Server server) throws Exception {
        Rig.log("warming up " + server.target().name());
        Wrk.run(server, 32, full ? 60 : 20);
        if (server.target().streamed() == null) {
            return;
        }
        triton.pace(new FastTriton.Pace(full ? 400 : 100, 10));
        for (int round = 0; round < (full ? 3 : 1); round++) {
            try (StreamLoad load = new StreamLoad(vertx, server.target())) {
                load.start(100, 100);
                load.await(120);
            }
        }
    }

    /** As many requests as it can handle; reports the number a second. */
    private double closed(Server server) throws Exception {
        String name = server.target().name();
        Wrk.Result best = null;
        for (int round = 0; round < (full ? 3 : 2); round++) {
            Wrk.Result result = Wrk.run(server, 32, full ? 10 : 5);
            if (result == null) {
                report.note("There is no wrk here: no closed load.");
                return Double.MAX_VALUE;
            }
            if (!result.errors().isEmpty()) {
                report.note(name + " under closed load: " + result.errors());
            }
            report.raw("closed load, round: requests a second", name, round, result.requestsPerSecond());
            report.raw("closed load, round: CPU of a request, us", name, round, result.cpuMicros());
            best = best == null || result.cpuMicros() < best.cpuMicros() ? result : best;
        }
        report.put("requests a second, 32 connections", name, best.requestsPerSecond(), 0);
        report.put("CPU of a request, us", name, best.cpuMicros(), 1);
        report.put("resident then, MiB", name, server.data().residentMiB(), 0);
        return best.requestsPerSecond();
    }

    /** Requests as agents make them, some at a time; streamed, with a call of a tool in the answer, where the gateway streams. */
    void agents(Server server) throws Exception {
        Target target = server.target();
        if (target.plain()) {
            report.note(target.name() + " takes no tools: it has no rows of agents.");
            return;
        }
        AgentCase agent = AgentCase.usual();
        Rig.log("agents on " + target.name());
        triton.call(agent.answer());
        try (AgentLoad load = new AgentLoad(vertx, target, agent)) {
            double aSecond = agents(server, load, 20, null);
            int warm = (int) Math.max(20, Math.min(full ? 20_000 : 3_000, aSecond * (full ? 40 : 6)));
            aSecond = agents(server, load, warm, null);
            int count = (int) Math.max(20, Math.min(4_000, aSecond * (full ? 10 : 4)));
            agents(server, load, count, agent.name());
            report.put(agent.name() + ": resident then, MiB", target.name(), server.data().residentMiB(), 0);
            if (load.failed() > 0) {
                report.note(target.name() + ": " + load.failed() + " requests of agents failed, the last: "
                        + load.failure().substring(0, Math.min(300, load.failure().length())));
            }
        } finally {
            triton.call(null);
        }
    }

    /** Tells how many a second. */
    private double agents(Server server, AgentLoad load, int count, String row) throws Exception {
        double cpu = server.data().cpuSeconds();
        long from = System.nanoTime();
        load.run(count, AGENTS);
        double aSecond = count * 1e9 / (System.nanoTime() - from);
        if (row != null) {
            report.put(row + ": requests a second", server.target().name(), aSecond, 0);
            report.put(row + ": CPU of a request, us", server.target().name(), 1e6 * (server.data().cpuSeconds() - cpu) / count, 0);
        }
        return aSecond;
    }

    /** Whole answers at a fixed rate. */
    private void requests(Target target, Wire behind, int rate) throws Exception {
        Rig.log(rate + " requests a second on " + target.name());
        OpenLoad.run(vertx, target, rate, full ? 5 : 2);
        OpenLoad.Result open = OpenLoad.run(vertx, target, rate, full ? 20 : 8);
        latency(rate + " requests a second", target, behind, open.micros());
        if (open.failed() > 0) {
            report.note(target.name() + ": " + open.failed() + " of the requests at " + rate + " a second failed.");
        }
    }

    /** A few streams with 50 tokens a second each. */
    private void streams(Target target, Wire behind, Server server) throws Exception {
        Rig.log(STREAMS + " streams on " + target.name());
        int seconds = full ? 10 : 4;
        triton.pace(new FastTriton.Pace(50 * (seconds + 10), 20));
        try (StreamLoad load = new StreamLoad(vertx, target)) {
            load.start(STREAMS, STREAMS);
            begun(load, STREAMS);
            double cpu = server == null ? 0 : server.data().cpuSeconds();
            long events = load.events();
            TimeUnit.SECONDS.sleep(seconds);
            long chunks = load.events() - events;
            if (server != null && chunks > 0) {
                report.put("CPU of a chunk, us", target.name(), 1e6 * (server.data().cpuSeconds() - cpu) / chunks, 1);
            }
            load.await(60);
            latency("1000 chunks a second: first token", target, behind, load.firstMicros());
            latency("1000 chunks a second: a chunk's way", target, behind, load.eventMicros());
            ended(target, load, STREAMS);
        }
    }

    /** Many streams with a token a second each. */
    private void width(Server server, int count) throws Exception {
        Target target = server.target();
        Rig.log(count + " streams on " + target.name());
        triton.pace(new FastTriton.Pace(20, 1000));
        try (StreamLoad load = new StreamLoad(vertx, target)) {
            load.start(count, 100);
            begun(load, count);
            report.put("streams at a time", target.name(), load.begun() - load.whole(), 0);
            report.put("resident with these, MiB", target.name(), server.data().residentMiB(), 0);
            load.await(90);
            report.put("of these failed", target.name(), count - load.whole(), 0);
        }
    }

    /** Waits until so many streams have begun, ten seconds at most. */
    private static void begun(StreamLoad load, int count) throws InterruptedException {
        for (int i = 0; load.begun() < count && i < 100; i++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** Latencies as they are, and as what they are more than without a gateway. */
    private void latency(String what, Target target, Wire behind, Histogram micros) {
        Map<String, Histogram> without = direct.get(behind);
        Histogram least = without.putIfAbsent(what, micros);
        for (int percentile : new int[] {50, 99}) {
            double millis = Measurements.millis(micros, percentile);
            report.put(what + ": p" + percentile + ", ms", target.name(), millis, 2);
            String added = what + ": added p" + percentile + ", ms";
            if (least == null) {
                report.put(added, target.name(), "");
            } else {
                report.put(added, target.name(), millis - Measurements.millis(least, percentile), 2);
            }
        }
    }

    private void ended(Target target, StreamLoad load, int count) {
        if (load.whole() < count) {
            report.note(target.name() + ": of " + count + " streams " + (count - load.whole()) + " did not come to their end.");
        }
    }
}
