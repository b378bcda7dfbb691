package io.openaitriton.bench.balance;

import io.openaitriton.replica.PrefixSettings;
import io.openaitriton.simulator.engine.EngineLimits;

/**
 * What is simulated.
 *
 * @param full whether for a full report, which takes more sessions
 */
record Setups(boolean full, long seed) {
    private static final EngineLimits LIMITS = EngineLimits.llama70b();

    /** Sessions a second at each replica: what a good policy carries without waiting. */
    static double rate(Traffic traffic) {
        return switch (traffic) {
            case SHARED -> 0.6;
            case AGENTS -> 0.15;
            case RAG -> 2;
            case CHAT -> 1.5;
            case DOCUMENTS -> 1.2;
            case TEAMS -> 0.25;
            case HOT -> 1;
            case LONG -> 0.35;
            case SHORT -> 10;
            case UNIQUE -> 4.5;
            case MIXED -> 0.8;
        };
    }

    Simulation.Setup setup(Traffic traffic, Balancer balancer, int replicas, int gateways, double rate) {
        int sessions = Math.max(full ? 20_000 : 4_000, (full ? 1000 : 200) * replicas);
        return new Simulation.Setup(
                traffic,
                balancer,
                replicas,
                gateways,
                traffic == Traffic.AGENTS || traffic == Traffic.TEAMS ? sessions / 3 : sessions,
                rate * replicas,
                0,
                LIMITS,
                PrefixSettings.DEFAULT,
                Math.max(1, replicas / 8),
                seed);
    }

    /** A single replica with the cache, the slots and the speed of all, which forgets nothing. */
    static Simulation.Setup infinite(Simulation.Setup of) {
        EngineLimits limits = new EngineLimits(
                Long.MAX_VALUE / 4,
                LIMITS.prefillRate() * of.replicas(),
                LIMITS.tokenSeconds(),
                LIMITS.slots() * of.replicas());
        return new Simulation.Setup(
                of.traffic(),
                Balancer.ROUND_ROBIN,
                1,
                1,
                of.sessions(),
                of.rate(),
                0,
                limits,
                of.settings(),
                of.scale(),
                of.seed());
    }

    static Simulation.Setup churning(Simulation.Setup of, double seconds) {
        return new Simulation.Setup(
                of.traffic(),
                of.balancer(),
                of.replicas(),
                of.gateways(),
                of.sessions(),
                of.rate(),
                seconds,
                of.limits(),
                of.settings(),
                of.scale(),
                of.seed());
    }

    Simulation.Setup large(
            Balancer balancer, int replicas, int sessions, int gateways, int bits, double churnSeconds) {
        return new Simulation.Setup(
                Traffic.MIXED,
                balancer,
                replicas,
                gateways,
                sessions,
                0.8 * replicas,
                churnSeconds,
                LIMITS,
                new PrefixSettings(1 << bits, PrefixSettings.DEFAULT.hashedBlocks()),
                replicas / 8,
                seed);
    }
}
