package io.openaitriton.bench.balance;

import io.openaitriton.replica.KnownReplicas;
import io.openaitriton.replica.Policy;
import io.openaitriton.replica.PromptBlocks;
import io.openaitriton.replica.Replica;
import io.openaitriton.replica.Replicas;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** CPU time of a thread for the work of a policy with a prompt of 77,000 characters: hashing, choosing, and remembering. */
final class IndexCost {
    private static final int CHARACTERS = 77_000;
    private static final int PROMPTS = 200;
    private static final int ROUNDS = 300;

    private IndexCost() {}

    static void report(BalanceReport report) {
        report.section(
                "What a choice costs",
                "CPU of a thread, warm, in us: the best of " + ROUNDS + " rounds of " + PROMPTS + " agents' prompts of "
                        + CHARACTERS + " characters, with 8 replicas; JDK "
                        + System.getProperty("java.version") + ".");
        report.table("policy", "target", "ASCII", "with characters beyond Latin-1");
        for (Policy policy : List.of(Policy.LEAST_IN_FLIGHT, Policy.PREFIX_HASH, Policy.PREFIX)) {
            report.row(
                    policy.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    policy == Policy.PREFIX ? "30" : "",
                    Balancing.number(micros(policy, ""), 1),
                    Balancing.number(micros(policy, "\u2014"), 1));
        }
    }

    private static double micros(Policy policy, String end) {
        KnownReplicas known = new KnownReplicas();
        List<Replica> all = IntStream.range(0, 8)
                .mapToObj(i -> known.of("model", "http://triton-" + i + ":8000"))
                .toList();
        Replicas replicas = new Replicas(all, List.of(), policy);
        List<String> prompts = prompts(end);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long begin = threads.getCurrentThreadCpuTime();
            for (String prompt : prompts) {
                PromptBlocks blocks = policy.readsPrompts() ? PromptBlocks.of(prompt, null) : null;
                replicas.next(null, blocks, Set.of()).release();
            }
            best = Math.min(best, (threads.getCurrentThreadCpuTime() - begin) / 1000.0 / prompts.size());
        }
        return best;
    }

    /** Agents of 8 kinds, each step longer than the one before. */
    private static List<String> prompts(String end) {
        List<String> prompts = new ArrayList<>();
        for (int i = 0; i < PROMPTS; i++) {
            SplittableRandom random = new SplittableRandom(i % 8);
            StringBuilder prompt = new StringBuilder(CHARACTERS);
            while (prompt.length() < CHARACTERS - 1) {
                prompt.append((char) (' ' + random.nextInt(90)));
                if (prompt.length() == CHARACTERS / 2) {
                    random = new SplittableRandom(i);
                }
            }
            prompts.add(prompt + end);
        }
        return prompts;
    }
}
