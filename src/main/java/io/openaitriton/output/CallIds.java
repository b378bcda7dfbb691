package io.openaitriton.output;

import io.openaitriton.response.ResponseReading;
import io.openaitriton.response.ResponseTemplate;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** The ids of the tool calls of one choice. The model's own ids are kept, because its template expects them back; others are generated. */
final class CallIds {
    private static final String CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final String PREFIX = "call_";
    private static final int LENGTH = 24;
    /** Mistral's templates refuse every other length. */
    private static final int SHORT_LENGTH = 9;

    private final ResponseTemplate template;
    private final CharSequence prompt;
    private final Set<String> used = new HashSet<>();

    CallIds(ResponseReading reading) {
        this.template = reading.format().tools();
        this.prompt = reading.prompt();
    }

    /**
     * The id of the next call.
     *
     * @param own as the model wrote it, or null; a repeated id is ignored
     * @param name of the tool
     */
    String of(String own, String name) {
        if (own != null && used.add(own)) {
            return own;
        }
        if (template != null && template.idBeforeNumber() != null) {
            return numbered(template.idBeforeNumber().replace("{name}", name));
        }
        boolean isShort = template != null && template.shortIds();
        String id;
        do {
            id = isShort ? random(SHORT_LENGTH) : PREFIX + random(LENGTH);
        } while (!used.add(id));
        return id;
    }

    /** With the first number that no call has, in this answer or in the prompt. */
    private String numbered(String beginning) {
        int number = used.size();
        String prompt = this.prompt.toString();
        while (prompt.contains(beginning + number) || !used.add(beginning + number)) {
            number++;
        }
        return beginning + number;
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
