package io.openaitriton.bench.balance;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Runs simulations, as many concurrently as there are processors, and prints the progress. All are counted before the first begins. */
final class Runs {
    private static final long EVERY = TimeUnit.SECONDS.toNanos(10);

    private boolean planning = true;
    private int planned;
    private int over;
    private double work;
    private double done;
    private long begin;
    private long told;

    /** Ends the count: later simulations run. */
    void plan() {
        planning = false;
        begin = System.nanoTime();
        told = begin;
        log(planned + " simulations, " + Runtime.getRuntime().availableProcessors() + " at a time");
    }

    boolean isPlanning() {
        return planning;
    }

    Results run(Simulation.Setup setup) {
        return run(List.of(setup)).get(0);
    }

    /** Results in the order of the setups. */
    List<Results> run(List<Simulation.Setup> setups) {
        if (planning) {
            planned += setups.size();
            setups.forEach(setup -> work += work(setup));
            return setups.stream().map(setup -> Results.NONE).toList();
        }
        return setups.parallelStream().map(this::measured).toList();
    }

    private Results measured(Simulation.Setup setup) {
        Results results = Simulation.run(setup);
        ended(work(setup));
        return results;
    }

    private synchronized void ended(double share) {
        over++;
        done += share;
        long now = System.nanoTime();
        if (now - told > EVERY || over == planned) {
            told = now;
            double seconds = (now - begin) / 1e9;
            log(String.format(
                    Locale.ROOT,
                    "%d of %d simulations, %s gone, about %s left",
                    over,
                    planned,
                    time(seconds),
                    time(seconds * (work - done) / done)));
        }
    }

    /** Microseconds, roughly: each choice reads the state of each replica and the blocks of a prompt. */
    private static double work(Simulation.Setup setup) {
        double choice = switch (setup.balancer()) {
            case ROUND_ROBIN, LEAST -> 3 + 0.012 * setup.replicas();
            case STICKY, HASH -> 4 + 0.018 * setup.replicas();
            case INDEX -> 6 + 0.012 * setup.replicas();
        };
        return setup.sessions() * setup.traffic().requestsASession * choice;
    }

    private static String time(double seconds) {
        return String.format(Locale.ROOT, "%d:%02d min", (int) seconds / 60, (int) seconds % 60);
    }

    private static void log(String line) {
        System.out.println(String.format(Locale.ROOT, "%tT %s", System.currentTimeMillis(), line));
    }
}
