package io.openaitriton.bench.load;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What requests of agents cost the packaged gateway: processor's time of its process, whose Triton and clients are in this one.
 * Arguments: the report's path, the gateway's folder, {@code short} or {@code full}, then the homes of one or more JDKs.
 */
public final class Agents {
    private static final int CONNECTIONS = 4;

    /** Bytes that a round sends. */
    private static final int ROUND = 80_000_000;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    private final FastTriton triton = FastTriton.start(vertx);
    private final Path home;
    private final boolean full;
    private final Report report;

    private Agents(Path report, Path home, boolean full) throws Exception {
        this.home = home;
        this.full = full;
        this.report = Report.withoutTargets(report);
    }

    public static void main(String[] args) throws Exception {
        Agents agents = new Agents(Path.of(args[0]), Path.of(args[1]), args[2].equals("full"));
        try {
            for (String java : List.of(args).subList(3, args.length)) {
                agents.measure(java);
            }
            agents.report.write();
        } finally {
            agents.vertx.close();
        }
    }

    private void measure(String java) throws Exception {
        String name = "gateway, JDK " + Rig.version(java);
        try (Server server = Server.gateway(
                home, java, name, Rig.freePort(), triton.port(), System.getProperty("gateway.options", "-Dbench=agents"))) {
            cold(server);
            int rounds = full ? 40 : 15;
            int fewest = full ? 25 : 0;
            List<AgentCase> cases = new ArrayList<>(AgentCase.all());
            cases.add(2, cases.get(1).fresh());
            cases.add(1, cases.get(0).fresh());
            for (AgentCase agent : cases) {
                warm(server, agent, fewest, rounds);
                // what compiles, compiles with the first
                rounds = full ? 15 : 4;
                fewest = 0;
            }
            for (boolean begun : new boolean[] {false, true}) {
                held(server, cases.get(0), 100, begun);
                held(server, cases.get(1), 100, begun);
                held(server, cases.get(2), 20, begun);
            }
        }
    }

    /** A process that has answered one short request so far. */
    private void cold(Server server) throws Exception {
        AgentCase agent = AgentCase.usual();
        triton.call(agent.answer());
        try (AgentLoad load = new AgentLoad(vertx, server.target(), agent)) {
            double cpu = server.data().cpuSeconds();
            load.run(1000, CONNECTIONS);
            double micros = 1e6 * (server.data().cpuSeconds() - cpu) / 1000;
            report.put(agent.name() + ": CPU of each of the first 1,000, us", server.target().name(), micros, 0);
            failures(load, agent);
        }
    }

    /**
     * Until requests get no cheaper.
     *
     * @param fewest rounds at least: JDK 25 pauses for long, and then compiles more
     * @param most rounds at most
     */
    private void warm(Server server, AgentCase agent, int fewest, int most) throws Exception {
        Rig.log(agent.name() + " on " + server.target().name());
        triton.call(agent.answer());
        List<Double> rounds = new ArrayList<>();
        try (AgentLoad load = new AgentLoad(vertx, server.target(), agent)) {
            // with rounds of one second, noise ends the warm-up before the compiler is done
            int requests = Math.max(60, (full ? 3 : 1) * ROUND / load.bytes());
            int worse = 0;
            double least = Double.MAX_VALUE;
            for (int round = 0; round < fewest || round < most && worse < 6; round++) {
                double cpu = server.data().cpuSeconds();
                load.run(requests, CONNECTIONS);
                double micros = 1e6 * (server.data().cpuSeconds() - cpu) / requests;
                worse = micros < 0.98 * least ? 0 : worse + 1;
                least = Math.min(least, micros);
                rounds.add(micros);
                report.raw(agent.name() + ", round: CPU of a request, us", server.target().name(), round, micros);
                Rig.log(String.format(Locale.ROOT, "  round %d: %.0f us a request", round + 1, micros));
            }
            List<Double> last = new ArrayList<>(rounds.subList(Math.max(0, rounds.size() - 5), rounds.size()));
            Collections.sort(last);
            double median = last.get(last.size() / 2);
            report.put(agent.name() + ": bytes", server.target().name(), load.bytes(), 0);
            report.put(agent.name() + ": CPU of a request, us", server.target().name(), median, 0);
            report.put(agent.name() + ": CPU of a kB, us", server.target().name(), 1000 * median / load.bytes(), 2);
            failures(load, agent);
        }
    }

    /**
     * What the heap holds of requests, after a full collection.
     *
     * @param begun whether Triton has sent its first token
     */
    private void held(Server server, AgentCase agent, int count, boolean begun) throws Exception {
        Rig.log(count + (begun ? " streams" : " requests in flight") + " on " + server.target().name());
        triton.call(agent.answer(), 10_000, begun);
        try (AgentLoad load = new AgentLoad(vertx, server.target(), agent)) {
            long before = heap(server);
            load.start(count, count);
            for (int i = 0; triton.open() < count && i < 90; i++) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            double held = (double) (heap(server) - before) / count;
            if (begun) {
                report.put(agent.name() + ": heap held by a stream, kB", server.target().name(), held / 1000, 0);
            } else {
                report.put(
                        agent.name() + ": heap held in flight, multiple of the body",
                        server.target().name(),
                        held / load.bytes(),
                        2);
            }
            load.await(60);
            failures(load, agent);
        }
    }

    private static long heap(Server server) throws Exception {
        server.collectGarbage();
        server.collectGarbage();
        return server.heapBytes();
    }

    private void failures(AgentLoad load, AgentCase agent) {
        if (load.failed() > 0) {
            report.note(agent.name() + ": " + load.failed() + " requests failed, the last of them: " + load.failure());
        }
    }
}
