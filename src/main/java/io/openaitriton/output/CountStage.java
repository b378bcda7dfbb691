package io.openaitriton.output;

/** Keeps the text of a choice whose backend does not count its tokens, and lets all of it pass. */
final class CountStage implements TextStage {
    private final StringBuilder text = new StringBuilder();
    private boolean counting;

    /** @param counting false when nobody can count, or the backend does */
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

    /** All text that passed while it was to be counted. */
    String text() {
        return text.toString();
    }
}
