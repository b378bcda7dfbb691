package io.openaitriton.bench.balance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** The policies' results by load, by the number of replicas, and by the number of gateways. */
record Curves(Runs runs, BalanceReport report, Setups setups, boolean full) {
    void load() {
        double[] rates = full ? new double[] {0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.5, 2, 3} : new double[] {0.2, 0.6, 1, 2};
        for (Traffic traffic : List.of(Traffic.SHARED, Traffic.MIXED)) {
            curves(traffic, "sessions a second and replica", rates, (balancer, rate) -> setups.setup(traffic, balancer, 8, 1, rate), "by load on 8 replicas");
        }
    }

    void replicas() {
        double[] counts = full ? new double[] {1, 2, 4, 8, 16, 32, 64} : new double[] {1, 4, 16};
        for (Traffic traffic : List.of(Traffic.SHARED, Traffic.AGENTS, Traffic.RAG, Traffic.CHAT, Traffic.MIXED)) {
            curves(traffic, "replicas", counts, (balancer, count) -> setups.setup(traffic, balancer, (int) count, 1, Setups.rate(traffic) / 2), "by number of replicas");
        }
    }

    void gateways() {
        for (Traffic traffic : List.of(Traffic.SHARED, Traffic.MIXED)) {
            curves(
                    traffic,
                    "gateways; each request comes by any of them",
                    new double[] {1, 2, 3, 4},
                    (balancer, count) -> setups.setup(traffic, balancer, 8, (int) count, Setups.rate(traffic)),
                    "by number of gateways before 8 replicas");
        }
    }

    private interface Point {
        Simulation.Setup setup(Balancer balancer, double x);
    }

    private void curves(Traffic traffic, String x, double[] xs, Point point, String title) {
        List<String> places = Arrays.stream(xs).mapToObj(v -> Balancing.number(v, v % 1 == 0 ? 0 : 1)).toList();
        Chart hits = new Chart(traffic.title + " " + title + ": hit rate", x, "%", false, places);
        Chart p50 = new Chart(traffic.title + " " + title + ": first token, p50", x, "s", true, places);
        Chart p99 = new Chart(traffic.title + " " + title + ": first token, p99", x, "s", true, places);
        Chart answers = new Chart(traffic.title + " " + title + ": throughput", x, "answers a second", false, places);
        Chart imbalance = new Chart(traffic.title + " " + title + ": imbalance", x, "most requests over the mean", false, places);
        List<Simulation.Setup> all = new ArrayList<>();
        for (Balancer balancer : Balancer.values()) {
            for (double each : xs) {
                all.add(point.setup(balancer, each));
            }
        }
        Iterator<Results> results = runs.run(all).iterator();
        for (Balancer balancer : Balancer.values()) {
            for (double each : xs) {
                Results result = results.next();
                hits.add(balancer.title, 100 * result.hitRate());
                p50.add(balancer.title, result.first(50));
                p99.add(balancer.title, result.first(99));
                answers.add(balancer.title, result.throughput());
                imbalance.add(balancer.title, result.imbalance());
                report.raw(traffic + "," + title + "," + x.replaceAll("[;,].*", ""), each, balancer, result);
            }
        }
        report.section(traffic.title + " " + title, null);
        for (Chart chart : List.of(hits, p50, p99, answers, imbalance)) {
            report.chart(chart);
        }
    }
}
