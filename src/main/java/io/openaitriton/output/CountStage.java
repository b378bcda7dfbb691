package io.openaitriton.output;

/** Keeps a copy of a choice's text, to count tokens that the backend does not count. */
final class CountStage implements TextStage {
    private final StringBuilder text = new StringBuilder();
    private boolean counting;

    /** @param counting false if counting is impossible, or the backend counts */
    void counting(boolean counting) {
        this.counting = counting;
    }

    @Override
    public String push(String fresh) {
        if (counting) {
            text.append(fresh);
        }
        return fresh;
    }

    @Override
    public String end() {
        return "";
    }

    /** All text that passed while counting was on. */
    String text() {
        return text.toString();
    }
}
