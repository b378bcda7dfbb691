package io.openaitriton.bench.balance;

import io.openaitriton.simulator.KvCacheSettings;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The packaged gateway in front of simulated replicas with KV caches, over HTTP: small and fast, so that two cores carry it. Each
 * engine is five times as fast as that of the simulation and has a
 * fifth of its cache, and there are a fifth of its shared prefixes.
 */
final class OverHttp {
    private static final int REPLICAS = 4;
    private static final String MODEL = "Meta-Llama-3.1-8B-Instruct";

    private final Path home;
    private final String java;
    private final boolean full;

    private OverHttp(Path home, String java, boolean full) {
        this.home = home;
        this.java = java;
        this.full = full;
    }

    static void run(BalanceReport report, Path home, String java, boolean full) throws Exception {
        report.section(
                "Over HTTP",
                "The packaged gateway in front of " + REPLICAS + " simulated Triton servers. Each engine computes 60,000 prompt tokens a second and caches 46,000. The prompts have "
                        + HttpClients.PREFIXES + " shared prefixes of 8k tokens, and " + HttpClients.SESSIONS_A_SECOND
                        + " sessions begin each second. Answers are streamed, and any gateway may get a request of a session. Clients measure the seconds to the"
                        + " first token; on a busy machine they differ from the simulation's.");
        report.table("policy", "gateways", "requests", "failed", "hit rate", "p50", "p99", "imbalance");
        OverHttp part = new OverHttp(home, java, full);
        List<Balancer> all = new ArrayList<>(List.of(Balancer.values()));
        all.addAll(List.of(Balancer.HASH, Balancer.INDEX));
        for (int i = 0; i < all.size(); i++) {
            part.measure(report, all.get(i), i < Balancer.values().length ? 1 : 2);
            report.log((i + 1) + " of " + all.size() + " over HTTP");
        }
    }

    private void measure(BalanceReport report, Balancer balancer, int count) throws Exception {
        SimulatorSettings settings = SimulatorSettings.defaults()
                .withModels(MODEL)
                .withTokensPerSecond(250)
                .withKvCache(new KvCacheSettings(46_000, 60_000, 64));
        List<TritonSimulator> tritons = new ArrayList<>();
        List<GatewayBefore> gateways = new ArrayList<>();
        try {
            for (int i = 0; i < REPLICAS; i++) {
                tritons.add(TritonSimulator.start(settings));
            }
            List<String> urls = tritons.stream().map(TritonSimulator::url).toList();
            for (int i = 0; i < count; i++) {
                gateways.add(GatewayBefore.start(home, java, balancer, urls));
            }
            int[] ports = gateways.stream().mapToInt(GatewayBefore::port).toArray();
            HttpClients clients = new HttpClients(ports, full ? 30 : 8);
            double[] first = clients.run();
            int[] requests = tritons.stream().mapToInt(TritonSimulator::requestCount).toArray();
            report.row(
                    balancer.title,
                    Integer.toString(count),
                    Integer.toString(first.length),
                    Integer.toString(clients.failed()),
                    Balancing.percent(tritons.stream()
                            .mapToDouble(TritonSimulator::cacheHitRate)
                            .average()
                            .orElse(0)),
                    Balancing.number(first[first.length / 2], 3),
                    Balancing.number(first[(int) (0.99 * first.length)], 3),
                    Balancing.number(
                            Arrays.stream(requests).max().orElse(0)
                                    / Arrays.stream(requests).average().orElse(1),
                            2));
        } finally {
            for (GatewayBefore gateway : gateways) {
                gateway.close();
            }
            tritons.forEach(TritonSimulator::close);
        }
    }
}
