package io.openaitriton.response;

/**
 * Passes text, reasoning and calls to a listener, joined to one piece of each kind. White space between kinds is dropped: white
 * space waits until it is known what follows. Text alone is unchanged.
 */
final class PartSink implements CallSink {
    private enum Kind {
        TEXT,
        REASONING,
        ARGUMENTS
    }

    private final ResponseReading reading;
    private final ResponseListener listener;
    private final StringBuilder piece = new StringBuilder();
    private final StringBuilder arguments = new StringBuilder();
    private final StringBuilder unreported = new StringBuilder();
    private final StringBuilder blank = new StringBuilder();

    private Kind kind = Kind.TEXT;
    private boolean edge;
    private boolean afterCall;
    private boolean muted;
    private boolean texts;
    private boolean thoughts;
    private String join = "";
    private int calls;

    PartSink(ResponseReading reading, ResponseListener listener) {
        this.reading = reading;
        this.listener = listener;
    }

    /** True while nothing but white space has come, and no mark. */
    boolean isAtStart() {
        return !texts && !thoughts && calls == 0;
    }

    /** True while no text for the user has come. */
    boolean isBeforeText() {
        return !texts && calls == 0;
    }

    /** True right behind a call. */
    boolean isAfterCall() {
        return edge && afterCall;
    }

    /** True right behind a call or thoughts. */
    boolean isAtEdge() {
        return edge;
    }

    boolean hasThoughts() {
        return thoughts;
    }

    /** Adds text for the user, or to the arguments of the tool that the text is for. */
    void text(CharSequence text, int from, int to) {
        part(Kind.TEXT, text, from, to);
    }

    /** Adds reasoning. */
    void reasoning(CharSequence text, int from, int to) {
        part(Kind.REASONING, text, from, to);
    }

    /** A part begins or ends here: white space around it is dropped. */
    void edge() {
        blank.setLength(0);
        edge = true;
        afterCall = false;
    }

    /** A mark around text: the text after it is separate from the text before. */
    void edgeOfText() {
        if (texts) {
            blank.setLength(0);
            join = "\n";
        }
    }

    /** Separate text of the same kind follows: this text goes in between. */
    void join(String between) {
        join = between;
    }

    private void part(Kind of, CharSequence text, int from, int to) {
        int start = from;
        if (edge) {
            while (start < to && Character.isWhitespace(text.charAt(start))) {
                start++;
            }
        }
        int end = to;
        while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        if (end > start) {
            tell(of, join, 0, join.length());
            join = "";
            tell(of, blank, 0, blank.length());
            blank.setLength(0);
            tell(of, text, start, end);
            edge = false;
            afterCall = false;
            texts |= of == Kind.TEXT;
            thoughts |= of == Kind.REASONING;
        }
        blank.append(text, end, to);
    }

    private void tell(Kind of, CharSequence text, int from, int to) {
        if (from == to) {
            return;
        }
        if (kind != of) {
            flush();
            kind = of;
        }
        piece.append(text, from, to);
    }

    @Override
    public boolean begin(String name, String id) {
        muted = calls > 0 && !reading.parallel();
        calls++;
        edge();
        if (!muted) {
            flush();
            listener.call(name, id);
        }
        return true;
    }

    /** True when such a tool is offered. */
    boolean isOffered(String name) {
        return reading.tools().containsKey(name);
    }

    @Override
    public StringBuilder arguments() {
        return muted ? unreported : arguments;
    }

    @Override
    public void finish() {
        flush();
        edge();
        afterCall = true;
    }

    /** Passes everything on, except for waiting white space. */
    void flush() {
        if (!piece.isEmpty()) {
            String text = piece.toString();
            piece.setLength(0);
            if (kind == Kind.REASONING) {
                listener.reasoning(text);
            } else {
                listener.text(text);
            }
        }
        if (!arguments.isEmpty()) {
            String json = arguments.toString();
            arguments.setLength(0);
            listener.arguments(json);
        }
        unreported.setLength(0);
    }

    /** At the end: passes on white space that belongs to text alone. */
    void end() {
        if (!edge && !blank.isEmpty() && kind == Kind.TEXT && calls == 0 && !thoughts) {
            tell(Kind.TEXT, blank, 0, blank.length());
        }
        blank.setLength(0);
        flush();
    }
}
