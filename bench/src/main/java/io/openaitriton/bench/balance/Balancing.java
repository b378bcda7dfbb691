package io.openaitriton.bench.balance;

import io.openaitriton.bench.Steps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * Simulates the policies of balancing and writes a report. Arguments: the report's path, {@code short} or {@code full}, the gateway's folder, and the home of a JDK for
 * the gateways of the part with HTTP.
 */
public final class Balancing {
    private final Runs runs = new Runs();
    private final boolean full;
    private final Setups setups;
    private BalanceReport report = new BalanceReport(null);

    private Balancing(boolean full, long seed) {
        this.full = full;
        this.setups = new Setups(full, seed);
    }

    public static void main(String[] args) throws Exception {
        BalanceReport report = new BalanceReport(Path.of(args[0]));
        Balancing balancing = new Balancing(args[1].equals("full"), Long.getLong("seed", 1));
        String parts = System.getProperty("parts", "cost,simulation,scale,http");
        boolean simulates = parts.contains("simulation") || parts.contains("scale");
        Steps steps =
                new Steps((parts.contains("cost") ? 1 : 0) + (simulates ? 1 : 0) + (parts.contains("http") ? 1 : 0));
        if (parts.contains("cost")) {
            steps.next("cost of the index on JDK " + Runtime.version().feature());
            IndexCost.report(report);
            report.write();
        }
        if (simulates) {
            steps.next("simulations");
            balancing.simulate(parts);
            balancing.runs.plan();
            balancing.report = report;
            balancing.simulate(parts);
        }
        if (parts.contains("http")) {
            steps.next("over HTTP, with the packaged gateway");
            OverHttp.run(report, Path.of(args[2]), args[3], args[1].equals("full"));
            report.write();
        }
    }

    private void simulate(String parts) throws IOException {
        if (parts.contains("simulation")) {
            targets();
            traffic(1);
            traffic(4);
            Curves curves = new Curves(runs, report, setups, full);
            curves.load();
            curves.replicas();
            curves.gateways();
            churn();
            written();
        }
        if (parts.contains("scale")) {
            scale();
            written();
        }
    }

    private void written() throws IOException {
        if (!runs.isPlanning()) {
            report.write();
        }
    }

    private void targets() {
        report.section(
                "Targets",
                "Shared prefixes of 8k tokens on 8 replicas, one gateway; and prompts that share nothing, near what the replicas can carry.");
        report.table("", "target", "0.1 sessions a second and replica", "0.3", "0.6", "2");
        double[] rates = {0.1, 0.3, 0.6, 2};
        String[] hit = new String[rates.length];
        String[] times = new String[rates.length];
        String[] imbalance = new String[rates.length];
        for (int i = 0; i < rates.length; i++) {
            Simulation.Setup setup = setups.setup(Traffic.SHARED, Balancer.INDEX, 8, 1, rates[i]);
            List<Results> both = runs.run(List.of(setup, setups.setup(Traffic.SHARED, Balancer.LEAST, 8, 1, rates[i])));
            Results index = both.get(0);
            Results least = both.get(1);
            hit[i] = number(100 * index.hitRate() / runs.run(Setups.infinite(setup)).hitRate(), 1);
            times[i] = number(least.first(99) / index.first(99), 1);
            imbalance[i] = number(index.imbalance(), 2);
        }
        report.row("hit rate of prefix, % of a single infinite replica's", "90", hit);
        report.row("p99 first token: least in flight over prefix", "4", times);
        report.row("imbalance of prefix: most requests of a replica over the mean", "1.25", imbalance);
        report.table("", "target", "1 request a second and replica", "3", "4.5", "5");
        double[] unique = {1, 3, 4.5, 5};
        String[] p99 = new String[unique.length];
        String[] p50 = new String[unique.length];
        for (int i = 0; i < unique.length; i++) {
            List<Results> both = runs.run(List.of(
                    setups.setup(Traffic.UNIQUE, Balancer.INDEX, 8, 1, unique[i]),
                    setups.setup(Traffic.UNIQUE, Balancer.LEAST, 8, 1, unique[i])));
            Results index = both.get(0);
            Results least = both.get(1);
            p50[i] = number(index.first(50) / least.first(50), 3);
            p99[i] = number(index.first(99) / least.first(99), 3);
        }
        report.row("nothing shared, p50 first token: prefix over least in flight", "1.05", p50);
        report.row("nothing shared, p99 first token: prefix over least in flight", "1.05", p99);
    }

    private void traffic(int gateways) {
        report.section(
                "Kinds of traffic, " + (gateways == 1 ? "one gateway" : gateways + " gateways"),
                "8 replicas" + (gateways == 1 ? "" : "; each request comes by any of the gateways, which share nothing") + ". Hit rate: tokens of prompts that were in the cache; in brackets, of a single infinite replica's. First token in seconds.");
        report.table("traffic", "policy", "hit rate", "p50", "p99", "answers a second", "imbalance", "known share", "reasons");
        for (Traffic traffic : Traffic.values()) {
            double best = runs.run(Setups.infinite(setups.setup(traffic, Balancer.LEAST, 8, 1, Setups.rate(traffic)))).hitRate();
            Iterator<Results> all = runs.run(Arrays.stream(Balancer.values())
                            .map(balancer -> setups.setup(traffic, balancer, 8, gateways, Setups.rate(traffic)))
                            .toList())
                    .iterator();
            for (Balancer balancer : Balancer.values()) {
                Results results = all.next();
                report.row(
                        traffic.title + ", " + number(8 * Setups.rate(traffic), 1) + " sessions/s",
                        balancer.title,
                        percent(results.hitRate()) + (best > 0 ? " (" + percent(results.hitRate() / best) + ")" : ""),
                        number(results.first(50), 3),
                        number(results.first(99), 3),
                        number(results.throughput(), 1),
                        number(results.imbalance(), 2),
                        percent(results.matched()),
                        results.reasonShares());
            }
        }
    }

    private void churn() {
        report.section(
                "Replicas that come and go",
                "8 replicas, one gateway, shared prefixes, 0.6 sessions a second and replica. Each replica in turn is away for a fifth of the time between two restarts, 60 s at most, and comes back with an empty cache.");
        report.table("a restart every", "policy", "hit rate", "p50", "p99", "imbalance");
        for (double seconds : full ? new double[] {300, 100, 30} : new double[] {100}) {
            Iterator<Results> all = runs.run(Arrays.stream(Balancer.values())
                            .map(balancer -> Setups.churning(setups.setup(Traffic.SHARED, balancer, 8, 1, 0.6), seconds))
                            .toList())
                    .iterator();
            for (Balancer balancer : Balancer.values()) {
                Results results = all.next();
                report.row(
                        number(seconds, 0) + " s",
                        balancer.title,
                        percent(results.hitRate()),
                        number(results.first(50), 3),
                        number(results.first(99), 3),
                        number(results.imbalance(), 2));
            }
        }
    }

    private void scale() {
        int replicas = full ? 1000 : 100;
        int sessions = full ? 1_000_000 : 50_000;
        report.section(
                replicas + " replicas, " + String.format(Locale.ROOT, "%,d", sessions) + " sessions",
                "Mixed traffic with " + replicas / 8 + " times as many shared prefixes as above, 0.8 sessions a second and replica. Agreement: of the requests that came by another gateway than the one before them in their session, those that went to the same replica.");
        report.table("policy", "gateways", "index, blocks", "index, MB", "a restart every", "hit rate", "p50", "p99", "imbalance", "agreement");
        List<Simulation.Setup> all = List.of(
                setups.large(Balancer.LEAST, replicas, sessions, 1, 17, 0),
                setups.large(Balancer.STICKY, replicas, sessions, 1, 17, 0),
                setups.large(Balancer.HASH, replicas, sessions, 1, 17, 0),
                setups.large(Balancer.HASH, replicas, sessions, 4, 17, 0),
                setups.large(Balancer.INDEX, replicas, sessions, 1, 17, 0),
                setups.large(Balancer.INDEX, replicas, sessions, 1, 20, 0),
                setups.large(Balancer.INDEX, replicas, sessions, 1, 22, 0),
                setups.large(Balancer.INDEX, replicas, sessions, 2, 22, 0),
                setups.large(Balancer.INDEX, replicas, sessions, 4, 22, 0),
                setups.large(Balancer.HASH, replicas, sessions, 1, 17, 1),
                setups.large(Balancer.INDEX, replicas, sessions, 1, 22, 1),
                setups.large(Balancer.INDEX, replicas, sessions, 4, 22, 1));
        List<Results> results = runs.run(all);
        for (int i = 0; i < all.size(); i++) {
            large(all.get(i), results.get(i));
        }
    }

    private void large(Simulation.Setup setup, Results results) {
        boolean index = setup.balancer() == Balancer.INDEX;
        report.row(
                setup.balancer().title,
                Integer.toString(setup.gateways()),
                index ? String.format(Locale.ROOT, "%,d", setup.settings().indexBlocks()) : "",
                index ? number(setup.settings().bytes(setup.replicas()) / 1e6, 1) : "",
                setup.churnSeconds() == 0 ? "" : number(setup.churnSeconds(), 0) + " s",
                percent(results.hitRate()),
                number(results.first(50), 3),
                number(results.first(99), 3),
                number(results.imbalance(), 2),
                setup.gateways() == 1 ? "" : percent(results.agreement()));
    }

    static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    static String percent(double share) {
        return number(100 * share, 1) + " %";
    }
}
