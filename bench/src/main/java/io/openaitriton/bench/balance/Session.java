package io.openaitriton.bench.balance;

import java.util.SplittableRandom;

/** A client that sends a request, reads the answer, thinks, and sends the next request with the whole conversation. */
final class Session {
    final long id;
    final Conversation conversation;
    private final SplittableRandom random;
    private final int[] ranges;
    /** The replica and the gateway of its last request; -1 before the first. */
    int lastPlace = -1;

    int lastGateway = -1;
    private int steps;
    private int answer;

    /** @param ranges least and most of: tokens that each request adds, tokens of an answer, seconds to think */
    Session(long id, Conversation conversation, int steps, int[] ranges, SplittableRandom random) {
        this.id = id;
        this.conversation = conversation;
        this.steps = steps;
        this.ranges = ranges;
        this.random = random;
    }

    /** The next request: its prompt is the conversation then. */
    void ask() {
        if (answer > 0) {
            conversation.add(Conversation.mix(random.nextLong() + id), answer);
        }
        conversation.add(Conversation.mix(random.nextLong() - id), between(0));
        answer = between(2);
        steps--;
    }

    /** Tokens of the answer to it. */
    int answerTokens() {
        return answer;
    }

    boolean goesOn() {
        return steps > 0;
    }

    double thinkSeconds() {
        return ranges[4] + random.nextDouble() * (ranges[5] - ranges[4]);
    }

    private int between(int range) {
        return ranges[range] + random.nextInt(ranges[range + 1] - ranges[range] + 1);
    }
}
