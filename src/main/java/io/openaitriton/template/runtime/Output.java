package io.openaitriton.template.runtime;

import io.openaitriton.text.KnownTexts;
import io.openaitriton.text.LongText;

/** Where a rendering writes. A block whose output is captured puts another text in place for a while. */
public final class Output {
    private TextBuilder text = new TextBuilder();
    private final KnownTexts known;
    /** Size of the texts that wait while another one is in place. */
    private long waiting;

    /** @param known texts that may be written, and whose JSON is known */
    Output(KnownTexts known) {
        this.known = known;
    }

    /** Texts that may be written, and whose JSON is known. */
    public KnownTexts known() {
        return known;
    }

    void append(String piece) {
        text.append(piece);
    }

    /** Writes to here from now on. Returns what was written to before, for {@link #endCapture}. */
    public TextBuilder capture(TextBuilder captured) {
        TextBuilder outer = text;
        waiting += outer.capacity();
        text = captured;
        return outer;
    }

    public void endCapture(TextBuilder outer) {
        text = outer;
        waiting -= outer.capacity();
    }

    public int length() {
        return text.length();
    }

    /** Removes everything written after this position. */
    public String takeBack(int start) {
        return text.takeBack(start);
    }

    long capacity() {
        return waiting + text.capacity();
    }

    /** All that was written. */
    public LongText text() {
        return new LongText(text.pieces(), known);
    }
}
