package io.openaitriton.output;

/**
 * Finds what is new in each event of a stream, as whole characters.
 *
 * <p>If each event has the whole text so far, the earlier text is skipped by its length: comparing it would take quadratic time.
 * An end of such a text that may still change, which is U+FFFD for bytes that are not yet a
 * character, is held back until the next event; so is an unpaired surrogate in any stream.
 */
final class DeltaStage implements TextStage {
    private static final char REPLACEMENT = '\uFFFD';

    private final boolean cumulative;
    private int taken;
    private String held = "";

    /** @param cumulative whether each event has the whole text so far */
    DeltaStage(boolean cumulative) {
        this.cumulative = cumulative;
    }

    @Override
    public String push(String text) {
        if (!cumulative) {
            String all = held.isEmpty() ? text : held + text;
            int end = certain(all, 0);
            held = all.substring(end);
            return wellFormed(all.substring(0, end));
        }
        if (text.length() < taken || text.isEmpty()) {
            // tensorrt_llm_bls ends with an empty event
            return "";
        }
        int end = certain(text, taken);
        String fresh = text.substring(taken, end);
        held = text.substring(end);
        taken = end;
        return wellFormed(fresh);
    }

    @Override
    public String end() {
        String rest = wellFormed(held);
        held = "";
        return rest;
    }

    /** Characters of the whole text that were passed on. */
    int taken() {
        return taken;
    }

    private int certain(String text, int from) {
        int end = text.length();
        while (cumulative && end > from && text.charAt(end - 1) == REPLACEMENT) {
            end--;
        }
        return end > from && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }

    /** Replaces unpaired surrogates, which UTF-8 cannot encode. */
    private static String wellFormed(String text) {
        StringBuilder repaired = null;
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isSurrogate(text.charAt(i))) {
                continue;
            }
            if (Character.charCount(text.codePointAt(i)) == 2) {
                i++;
                continue;
            }
            repaired = repaired == null ? new StringBuilder(text) : repaired;
            repaired.setCharAt(i, REPLACEMENT);
        }
        return repaired == null ? text : repaired.toString();
    }
}
