package io.openaitriton.template.runtime;

/** Where a rendering writes. A block whose output is captured puts another text in place for a while. */
public final class Output {
    private StringBuilder text;
    /** Size of the texts that wait while another one is in place. */
    private long waiting;

    Output(int expected) {
        text = new StringBuilder(expected);
    }

    void append(String piece) {
        text.append(piece);
    }

    /** Writes to here from now on. Returns what was written to before, for {@link #endCapture}. */
    public StringBuilder capture(StringBuilder captured) {
        StringBuilder outer = text;
        waiting += outer.capacity();
        text = captured;
        return outer;
    }

    public void endCapture(StringBuilder outer) {
        text = outer;
        waiting -= outer.capacity();
    }

    public int length() {
        return text.length();
    }

    /** Takes back what was written from this place on. */
    public String takeBack(int start) {
        String piece = text.substring(start);
        text.setLength(start);
        return piece;
    }

    long capacity() {
        return waiting + text.capacity();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
