package io.openaitriton.bench.balance;

import java.util.SplittableRandom;

/** The requests of clients. The same seed and session number always give the same session, independent of earlier sessions. */
enum Traffic {
    /** 64 applications with a prompt of 8k tokens each, for all their users; a user asks a few times. */
    SHARED("shared prefixes of 8k tokens", 64, 8000, 2.5) {
        @Override
        Session session(long id, SplittableRandom random) {
            return session(id, 1 + random.nextInt(4), random, 60, 400, 50, 250, 5, 30);
        }
    },
    /** Agents of 32 kinds, each with its system prompt and tools; a task has several steps, with the results of tools between. */
    AGENTS("agents", 32, 6000, 8.5) {
        @Override
        Session session(long id, SplittableRandom random) {
            return session(id, 2 + random.nextInt(14), random, 150, 1500, 60, 300, 1, 6);
        }
    },
    /** Questions about one of 2,000 documents, of which some are asked about much more often. */
    RAG("RAG", 2000, 3000, 1) {
        @Override
        Session session(long id, SplittableRandom random) {
            return session(id, 1, random, 30, 120, 100, 300, 0, 0);
        }

        @Override
        int pick(SplittableRandom random) {
            // Zipf's law, by the inverse of its integral
            return (int) Math.pow(prefixes, random.nextDouble()) - 1;
        }
    },
    /** Chats with a short system prompt. */
    CHAT("chat", 1, 150, 4.5) {
        @Override
        Session session(long id, SplittableRandom random) {
            return session(id, 1 + random.nextInt(8), random, 20, 300, 100, 400, 10, 60);
        }
    },
    /** Questions about one of 1,000 documents, all behind the same system prompt: how prompts begin says nothing. */
    DOCUMENTS("documents behind one system prompt", 1000, 5000, 1) {
        @Override
        Session session(long id, SplittableRandom random) {
            Conversation conversation = new Conversation();
            conversation.add(ordinal() * 1_000_000L, 1500);
            conversation.add(Conversation.mix(id / PREFIXES * 31 + ordinal() * 1_000_000L + pick(random)), 5000);
            return new Session(id, conversation, 1, new int[] {30, 120, 80, 250, 0, 0}, random);
        }

        @Override
        int pick(SplittableRandom random) {
            return (int) Math.pow(prefixes, random.nextDouble()) - 1;
        }
    },
    /** Teams of an organisation whose prompts begin alike, and then by team; a task has several steps. */
    TEAMS("agents of teams", 20, 4000, 6.5) {
        @Override
        Session session(long id, SplittableRandom random) {
            Conversation conversation = new Conversation();
            conversation.add(ordinal() * 1_000_000L, 2000);
            conversation.add(Conversation.mix(id / PREFIXES * 31 + ordinal() * 1_000_000L + pick(random)), 4000);
            return new Session(id, conversation, 2 + random.nextInt(10), new int[] {100, 1500, 60, 300, 1, 8}, random);
        }
    },
    /** Three of five requests have the same prefix, the others one of 40. */
    HOT("one prefix that most have", 40, 8000, 2) {
        @Override
        Session session(long id, SplittableRandom random) {
            return session(id, 1 + random.nextInt(3), random, 60, 400, 50, 250, 3, 20);
        }

        @Override
        int pick(SplittableRandom random) {
            return random.nextInt(5) < 3 ? prefixes : random.nextInt(prefixes);
        }
    },
    /** Documents of 20k tokens: a cache holds eleven. */
    LONG("long documents", 400, 20_000, 1.5) {
        @Override
        Session session(long id, SplittableRandom random) {
            return session(id, 1 + random.nextInt(2), random, 30, 120, 100, 300, 4, 15);
        }

        @Override
        int pick(SplittableRandom random) {
            return (int) Math.pow(prefixes, random.nextDouble()) - 1;
        }
    },
    /** Prompts too short to have a block. */
    SHORT("short prompts", 0, 0, 1) {
        @Override
        Session session(long id, SplittableRandom random) {
            return session(id, 1, random, 20, 110, 30, 200, 0, 0);
        }
    },
    /** Every prompt is different, from its first word on. */
    UNIQUE("no shared prefixes", 0, 0, 1) {
        @Override
        Session session(long id, SplittableRandom random) {
            return session(id, 1, random, 500, 4000, 50, 300, 0, 0);
        }
    },
    /** All of these. */
    MIXED("mixed", 0, 0, 2.6) {
        @Override
        Session session(long id, SplittableRandom random) {
            Traffic[] all = {SHARED, AGENTS, RAG, RAG, RAG, CHAT, UNIQUE, UNIQUE};
            return all[random.nextInt(all.length)].session(id, random);
        }
    };

    /** More than the number of sessions: the part above it selects the set of shared prefixes of a session. */
    private static final long PREFIXES = 1L << 40;

    final String title;
    final int prefixes;
    private final int prefixTokens;

    /** On average. */
    final double requestsASession;

    Traffic(String title, int prefixes, int prefixTokens, double requestsASession) {
        this.title = title;
        this.prefixes = prefixes;
        this.prefixTokens = prefixTokens;
        this.requestsASession = requestsASession;
    }

    abstract Session session(long id, SplittableRandom random);

    /** @param scale how many times as many shared prefixes there are */
    Session session(long id, long seed, int scale) {
        SplittableRandom random = new SplittableRandom(Conversation.mix(seed * 1_000_003 + id));
        return session(id + random.nextInt(scale) * PREFIXES, random);
    }

    /** The shared prefix that a session has. */
    int pick(SplittableRandom random) {
        return random.nextInt(prefixes);
    }

    Session session(long id, int steps, SplittableRandom random, int... ranges) {
        Conversation conversation = new Conversation();
        if (prefixes > 0) {
            conversation.add(
                    Conversation.mix(id / PREFIXES * 31 + ordinal() * 1_000_000L + pick(random)), prefixTokens);
        }
        return new Session(id, conversation, steps, ranges, random);
    }
}
