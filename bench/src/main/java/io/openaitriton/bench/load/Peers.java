package io.openaitriton.bench.load;

import io.openaitriton.bench.Steps;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts the packaged gateway and other gateways under the same load, in front of the same scripted backend, one after the other.
 * Arguments: the report's path, the gateway's folder, {@code short}, {@code full}, or {@code agents} for the load of agents only, then
 * the homes of one or more JDKs.
 */
public final class Peers {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    private final FastTriton triton;
    private final Report report;
    private final PeerMeasurements measurements;
    private final int starts;

    private final boolean agents;

    private Peers(Path path, String load) throws Exception {
        boolean full = load.equals("full");
        triton = FastTriton.start(vertx);
        report = Report.withoutTargets(path);
        measurements = new PeerMeasurements(vertx, triton, full, report);
        starts = full ? 3 : 1;
        agents = load.equals("agents");
    }

    /** Starts a gateway in front of the backend; null, or an exception with the reason, if it is not available. */
    private interface Start {
        Server start() throws Exception;
    }

    public static void main(String[] args) throws Exception {
        Peers peers = new Peers(Path.of(args[0]), args[2]);
        try {
            peers.run(Path.of(args[1]), List.of(args).subList(3, args.length));
            peers.report.write();
        } finally {
            peers.vertx.close();
        }
    }

    private void run(Path home, List<String> javas) throws Exception {
        List<Peer> peers = chosen();
        Steps steps = new Steps((agents ? 0 : 2) + javas.size() + 1 + peers.size());
        if (!agents) {
            direct(steps);
        }
        compare(home, javas, peers, steps);
    }

    private static List<Peer> chosen() throws IOException {
        String only = System.getProperty("peers", "");
        return Peer.all().stream()
                .filter(peer -> peer.name().matches("(?i).*(" + only + ").*"))
                .toList();
    }

    private void direct(Steps steps) throws Exception {
        steps.next("Triton itself");
        measurements.direct(Wire.TRITON, Target.triton("Triton itself", triton.port()));
        steps.next("OpenAI's API itself");
        measurements.direct(Wire.OPENAI, Target.gateway("OpenAI's API itself", triton.port()));
    }

    private void compare(Path home, List<String> javas, List<Peer> peers, Steps steps) throws Exception {
        for (String java : javas) {
            String name = "gateway, JDK " + Rig.version(java);
            steps.next(name);
            measure(name, Wire.TRITON, () -> Server.gateway(home, java, name, Rig.freePort(), triton.port()));
        }
        steps.next("nginx with Lua");
        measure("nginx with Lua", Wire.TRITON, () -> Server.nginxWithLua(Rig.freePort(), triton.port()));
        List<String> commands = new ArrayList<>();
        for (Peer peer : peers) {
            steps.next(peer.name());
            try {
                peer.install();
                measure(peer.name(), peer.backend(), () -> peer.start(Rig.freePort(), triton.port()));
            } catch (IOException e) {
                report.note(peer.name() + " has no column: " + e.getMessage());
            }
            commands.add(peer.name() + "\n" + peer.commands());
        }
        report.code("Other gateways, as they were installed and started", String.join("\n\n", commands));
    }

    private void measure(String name, Wire behind, Start start) throws Exception {
        List<Double> seconds = new ArrayList<>();
        for (int i = 1; ; i++) {
            try (Server server = start.start()) {
                if (server == null) {
                    report.note(name + " has no column: it is not installed here, or does not start.");
                    return;
                }
                seconds.add(server.firstAnswerSeconds());
                report.raw("start to first answer, s", name, i, server.firstAnswerSeconds());
                if (i == starts) {
                    seconds.sort(null);
                    report.put("behind it", name, behind == Wire.TRITON ? "Triton" : "OpenAI's API");
                    report.put("start to first answer, s (median)", name, seconds.get(starts / 2), 2);
                    if (agents) {
                        measurements.agents(server);
                    } else {
                        measurements.gateway(server, behind);
                    }
                    return;
                }
            }
        }
    }
}
