package io.openaitriton.bench.balance;

import io.openaitriton.replica.PrefixSettings;
import io.openaitriton.replica.Replica;
import io.openaitriton.replica.Replicas;
import io.openaitriton.simulator.engine.Engine;
import io.openaitriton.simulator.engine.EngineLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** Sessions, gateways and replicas in simulated time: no HTTP, no threads, no clock. The gateways run the classes of the gateway. */
final class Simulation {
    /**
     * The settings of a simulation.
     *
     * @param sessions how many begin
     * @param rate sessions that begin in a second
     * @param gateways each request of a session may use a different one
     * @param scale how many times as many shared prefixes there are
     * @param churnSeconds time from one restart of a replica to the next, 0 for none; one is away for a fifth of it, 60 s at most
     */
    record Setup(
            Traffic traffic,
            Balancer balancer,
            int replicas,
            int gateways,
            int sessions,
            double rate,
            double churnSeconds,
            EngineLimits limits,
            PrefixSettings settings,
            int scale,
            long seed) {}

    private final Setup setup;
    private final List<Balancer.Gateway> gateways = new ArrayList<>();
    private final Engine[] engines;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final SplittableRandom random;
    private final Results results;
    private final double warm;
    private double now;
    private long sequence;
    private int begun;

    private Simulation(Setup setup) {
        this.setup = setup;
        this.random = new SplittableRandom(setup.seed);
        this.engines = new Engine[setup.replicas];
        for (int i = 0; i < engines.length; i++) {
            engines[i] = new Engine(setup.limits);
        }
        for (int i = 0; i < setup.gateways; i++) {
            gateways.add(setup.balancer.gateway(setup.replicas, setup.settings, () -> (long) (now * 1e9)));
        }
        this.warm = 0.2 * setup.sessions / setup.rate;
        this.results = new Results(setup.replicas, warm);
    }

    static Results run(Setup setup) {
        return new Simulation(setup).run();
    }

    private Results run() {
        at(0, this::begin);
        if (setup.churnSeconds > 0) {
            at(setup.churnSeconds, () -> stop(0));
        }
        while (!events.isEmpty()) {
            Event event = events.poll();
            now = event.time;
            event.action.run();
        }
        return results.over();
    }

    /** A session begins, and the next will. */
    private void begin() {
        Session session = setup.traffic.session(begun++, setup.seed, setup.scale);
        ask(session);
        if (begun < setup.sessions) {
            at(now - Math.log(1 - random.nextDouble()) / setup.rate, this::begin);
        }
    }

    private void ask(Session session) {
        session.ask();
        int by = random.nextInt(setup.gateways);
        Balancer.Gateway gateway = gateways.get(by);
        Replicas.Lease lease = gateway.next(session);
        int place = gateway.place(lease.replica());
        Engine.Work work = engines[place].take(
                now, session.conversation.hashes(), session.conversation.tokens(), 0, session.answerTokens());
        results.add(now, place, work, lease);
        if (session.lastGateway >= 0 && session.lastGateway != by) {
            results.otherGateway(session.lastPlace == place);
        }
        session.lastGateway = by;
        session.lastPlace = place;
        at(work.end(), () -> {
            lease.release();
            if (session.goesOn()) {
                at(now + session.thinkSeconds(), () -> ask(session));
            }
        });
    }

    private void stop(int place) {
        for (Balancer.Gateway gateway : gateways) {
            Replica replica = gateway.all().get(place);
            replica.ready(false);
        }
        at(now + Math.min(60, setup.churnSeconds / 5), () -> start(place));
        if (begun < setup.sessions) {
            at(now + setup.churnSeconds, () -> stop((place + 1) % setup.replicas));
        }
    }

    private void start(int place) {
        engines[place].restart();
        gateways.forEach(gateway -> gateway.all().get(place).ready(true));
    }

    private void at(double time, Runnable action) {
        events.add(new Event(time, sequence++, action));
    }

    private record Event(double time, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int times = Double.compare(time, other.time);
            return times != 0 ? times : Long.compare(order, other.order);
        }
    }
}
