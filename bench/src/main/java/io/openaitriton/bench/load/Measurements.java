package io.openaitriton.bench.load;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** The measurements of a warm target; each adds rows to the report. */
final class Measurements {
    private final Vertx vertx;
    private final FastTriton triton;
    private final boolean full;
    private final Report report;

    /** @param full for published figures, else for comparing changes */
    Measurements(Vertx vertx, FastTriton triton, boolean full, Report report) {
        this.vertx = vertx;
        this.triton = triton;
        this.full = full;
        this.report = report;
    }

    /** Whole answers at a fixed rate. */
    void requests(Target target) throws Exception {
        Rig.log("open load on " + target.name());
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
    void streams(Target target, Server server) throws Exception {
        Rig.log("200 streams on " + target.name());
        triton.pace(new FastTriton.Pace(full ? 500 : 200, 20));
        try (StreamLoad load = new StreamLoad(vertx, target)) {
            load.start(200, 200);
            double cpu = server == null ? 0 : server.data().cpuSeconds();
            long events = load.events();
            long from = System.nanoTime();
            TimeUnit.SECONDS.sleep(full ? 8 : 3);
            if (server != null) {
                double micros = 1e6 * (server.data().cpuSeconds() - cpu) / (load.events() - events);
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

    /** Many streams with a token a second each. */
    void width(Server server, int count) throws Exception {
        Target target = server.target();
        Rig.log(count + " streams on " + target.name());
        int ramp = Math.max(1, count / 400);
        int seconds = full ? 30 : 10;
        triton.pace(new FastTriton.Pace(ramp + seconds, 1000));
        try (StreamLoad load = new StreamLoad(vertx, target)) {
            List<double[]> resident = new ArrayList<>();
            try (Sampler sampler = Sampler.every(
                    500, () -> resident.add(new double[] {triton.open(), server.data().residentMiB()}))) {
                load.start(count, 400);
            }
            report.plot("Resident memory while streams begin", "streams", "MiB").line(target.name(), resident);
            TimeUnit.SECONDS.sleep(seconds / 2);
            report.put("streams at a time", target.name(), triton.open(), 0);
            report.put("resident then, MiB", target.name(), server.data().residentMiB(), 0);
            report.put("threads then", target.name(), server.data().threads(), 0);
            report.put("file handles then", target.name(), server.data().files(), 0);
            load.await(120);
            report.put("of these failed", target.name(), count - load.whole(), 0);
            failed(target, load, count);
        }
    }

    /** Clients that disconnect at random times. */
    void leaving(Server server, int count) throws Exception {
        Target target = server.target();
        Rig.log("clients leave " + target.name());
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
            Collections.shuffle(ids, random);
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

    static double millis(Histogram micros, double percentile) {
        return micros.getValueAtPercentile(percentile) / 1000.0;
    }
}
