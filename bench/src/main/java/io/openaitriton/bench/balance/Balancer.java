package io.openaitriton.bench.balance;

import io.openaitriton.replica.KnownReplicas;
import io.openaitriton.replica.Policy;
import io.openaitriton.replica.PrefixSettings;
import io.openaitriton.replica.PromptBlocks;
import io.openaitriton.replica.Replica;
import io.openaitriton.replica.Replicas;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** The compared balancers: the gateway's own classes, with different settings. */
enum Balancer {
    ROUND_ROBIN("round robin", Policy.ROUND_ROBIN, false),
    LEAST("least in flight", Policy.LEAST_IN_FLIGHT, false),
    STICKY("sticky by session", Policy.LEAST_IN_FLIGHT, true),
    HASH("prefix-hash", Policy.PREFIX_HASH, false),
    INDEX("prefix", Policy.PREFIX, false);

    final String title;
    final Policy policy;
    private final boolean sticky;

    Balancer(String title, Policy policy, boolean sticky) {
        this.title = title;
        this.policy = policy;
        this.sticky = sticky;
    }

    /**
     * A gateway in front of a number of replicas, which knows only its own calls.
     *
     * @param nanos the simulation's clock
     */
    Gateway gateway(int replicas, PrefixSettings settings, LongSupplier nanos) {
        KnownReplicas known = new KnownReplicas(nanos);
        List<Replica> all = IntStream.range(0, replicas)
                .mapToObj(i -> known.of("model", "http://triton-" + i + ":8000"))
                .toList();
        return new Gateway(new Replicas(all, List.of(), policy, settings), all, this);
    }

    record Gateway(Replicas replicas, List<Replica> all, Balancer balancer) {

        Replicas.Lease next(Session session) {
            String key = balancer.sticky ? "session-" + session.id : null;
            PromptBlocks prompt = balancer.policy.readsPrompts() ? session.conversation.blocks() : null;
            return replicas.next(key, prompt, Set.of());
        }

        int place(Replica replica) {
            String url = replica.url();
            return Integer.parseInt(url.substring("http://triton-".length(), url.lastIndexOf(':')));
        }
    }
}
