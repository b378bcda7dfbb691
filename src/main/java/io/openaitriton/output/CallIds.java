package io.openaitriton.output;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** The ids of the calls of one choice. A model's own are kept, since its template wants them back; the others are new. */
final class CallIds {
    private static final String CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final String PREFIX = "call_";
    private static final int LENGTH = 24;
    /** Mistral's templates refuse every other length. */
    private static final int SHORT_LENGTH = 9;

    private final boolean isShort;
    private final Set<String> used = new HashSet<>();

    /** @param isShort whether the model's template takes nine letters and digits only */
    CallIds(boolean isShort) {
        this.isShort = isShort;
    }

    /**
     * The id of the next call.
     *
     * @param own as the model wrote it, or null; one that it wrote before is no id
     */
    String of(String own) {
        if (own != null && used.add(own)) {
            return own;
        }
        String id;
        do {
            id = isShort ? random(SHORT_LENGTH) : PREFIX + random(LENGTH);
        } while (!used.add(id));
        return id;
    }

    private static String random(int length) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return text.toString();
    }
}
