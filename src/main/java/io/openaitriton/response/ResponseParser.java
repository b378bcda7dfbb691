package io.openaitriton.response;

import io.openaitriton.response.CallFormat.Where;
import io.openaitriton.response.Marks.Mark;
import io.openaitriton.response.ResponseReading.Enforced;
import io.openaitriton.response.pattern.Matcher;
import io.openaitriton.response.value.SchemaTyping;

/**
 * Reads one answer, character by character and as it comes: text, thoughts, and calls of tools. Only what may be the beginning of a mark waits, and what stands before the name of a call. A mark
 * that is not followed by what its format demands is text. Used by one thread at a time.
 */
public final class ResponseParser {
    /** What is read again after a failed call; more of it is text without a second look. */
    private static final int READ_AGAIN = 4096;

    private final ResponseReading reading;
    private final Marks marks;
    private final Sink sink;
    private final Matcher inText;
    private final Matcher inThoughts;
    private final StringBuilder held = new StringBuilder();
    private final StringBuilder raw = new StringBuilder();
    private final StringBuilder tail = new StringBuilder();

    private Matcher matcher;
    private boolean thinking;
    private boolean promptThinks;
    private CallReader call;
    private int opener;
    private boolean recording;
    private long position;
    private boolean argumentsOnly;
    private boolean argumentsBegun;

    /**
     * Reads an answer from its beginning.
     *
     * @param reading how it is read
     * @param listener gets its parts
     */
    public ResponseParser(ResponseReading reading, ResponseListener listener) {
        this.reading = reading;
        this.marks = Marks.of(reading);
        this.sink = new Sink(reading, listener);
        this.inText = new Matcher(marks.text());
        this.inThoughts = new Matcher(marks.thoughts());
        this.argumentsOnly = reading.enforced() == Enforced.ARGUMENTS;
        ResponseTemplate reasoning = reading.format().reasoning();
        this.promptThinks = reasoning != null && reasoning.reasoning().isOpenedBy(reading.prompt());
        think(promptThinks);
        if (promptThinks) {
            sink.parts.edge();
        }
    }

    /**
     * Takes the next text.
     *
     * @throws ResponseException when more must be held back than one answer may take
     */
    public void push(String text) {
        read(text);
        sink.parts.flush();
    }

    /** True while the model thinks: the next text is more of its thoughts. */
    public boolean isThinking() {
        return thinking;
    }

    /**
     * Takes the end of the text.
     *
     * @param cut whether the text was cut off, so that what it holds may be incomplete
     */
    public void end(boolean cut) {
        endParts(cut);
        if (argumentsOnly && !cut && !argumentsBegun) {
            sink.begin(reading.tool(), null);
            sink.arguments().append("{}");
        }
        sink.parts.end();
    }

    private void endParts(boolean cut) {
        if (call != null) {
            CallReader reader = call;
            call = null;
            if (!reader.end(cut)) {
                String text = raw.toString();
                plain(text, 0, text.length());
            }
            return;
        }
        if (matcher.end()) {
            matched();
            if (!held.isEmpty() || call != null) {
                endParts(cut);
            }
            return;
        }
        if (!held.isEmpty() && !isUnfinishedFrame() && !sink.parts.isAfterCall()) {
            plain(held, 0, held.length());
        }
        held.setLength(0);
    }

    private boolean isUnfinishedFrame() {
        ResponseTemplate tools = reading.format().tools();
        ResponseTemplate reasoning = reading.format().reasoning();
        boolean framed = tools != null && tools.framed() || reasoning != null && reasoning.framed();
        return framed && !thinking && !sink.parts.isAtStart() && held.charAt(0) == '<';
    }

    private void read(CharSequence text) {
        int length = text.length();
        int at = 0;
        while (at < length) {
            if (call == null && held.isEmpty()) {
                int from = at;
                while (at < length && matcher.ignores(text.charAt(at))) {
                    at++;
                }
                if (at > from) {
                    plain(text, from, at);
                    position += at - from;
                    continue;
                }
            }
            take(text.charAt(at++));
        }
    }

    private void take(char c) {
        if (call != null) {
            takeOfCall(c);
            return;
        }
        held.append(c);
        if (matcher.take(c, position++)) {
            matched();
        } else {
            int certain = matcher.isIdle() ? held.length() : (int) (matcher.start() - position) + held.length();
            if (certain > 0) {
                plain(held, 0, certain);
                held.delete(0, certain);
            }
        }
    }

    /** Text without marks. */
    private void plain(CharSequence text, int from, int to) {
        if (from == to) {
            return;
        }
        if (!tail.isEmpty()) {
            if (isBlank(text, from, to)) {
                tail.append(text, from, to);
                return;
            }
            // what looked like the end of the turn is in the middle of the text
            String before = tail.toString();
            tail.setLength(0);
            plain(before, 0, before.length());
        }
        if (thinking) {
            sink.parts.reasoning(text, from, to);
        } else if (argumentsOnly) {
            arguments(text, from, to);
        } else {
            sink.parts.text(text, from, to);
        }
    }

    private void arguments(CharSequence text, int from, int to) {
        int start = from;
        if (!argumentsBegun) {
            while (start < to && Character.isWhitespace(text.charAt(start))) {
                start++;
            }
            if (start == to) {
                return;
            }
            argumentsBegun = true;
            sink.begin(reading.tool(), null);
        }
        sink.arguments().append(text, start, to);
    }

    private static boolean isBlank(CharSequence text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Character.isWhitespace(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private void matched() {
        long base = position - held.length();
        int start = (int) (matcher.start() - base);
        int end = (int) (matcher.matchEnd() - base);
        Mark mark = thinking ? marks.thoughtMark(matcher.expression()) : marks.textMark(matcher.expression());
        String before = held.substring(0, start);
        String text = held.substring(start, end);
        String rest = held.substring(end);
        String name = group("name", base);
        String id = group("id", base);
        String content = group("content", base);
        held.setLength(0);
        matcher.reset();
        plain(before, 0, before.length());
        if (!apply(mark, text, name, id, content)) {
            plain(text, 0, text.length());
        }
        read(rest);
    }

    private String group(String group, long base) {
        long from = matcher.groupStart(group);
        return from < 0 ? null : held.substring((int) (from - base), (int) (matcher.groupEnd(group) - base));
    }

    /** Does what a mark means; false when it means nothing here, so that it is text. */
    private boolean apply(Mark mark, String text, String name, String id, String content) {
        PartSink parts = sink.parts;
        switch (mark.kind()) {
            case CALL -> {
                return startCall(mark.call(), text, name, id, content);
            }
            case REASONING_BEGINS -> {
                ReasoningFormat reasoning = reading.format().reasoning().reasoning();
                if (thinking) {
                    // the model writes again what its prompt ends with
                    return promptThinks && !parts.hasThoughts();
                }
                if (!reasoning.repeats() && !(parts.isBeforeText() && !parts.hasThoughts())) {
                    return false;
                }
                endTail();
                parts.edge();
                if (parts.hasThoughts()) {
                    parts.join(reasoning.join());
                }
                think(true);
            }
            case REASONING_ENDS -> {
                if (!thinking && !parts.isAtEdge() && !parts.isAtStart()) {
                    return isFramed(reading.format().reasoning());
                }
                endTail();
                parts.edge();
                think(false);
            }
            case CONTENT -> parts.edgeOfText();
            case CONTENT_BEGINS -> {
                return parts.isBeforeText();
            }
            case STRAY -> {
                return parts.isAfterCall();
            }
            default -> tail.append(text);
        }
        return true;
    }

    private static boolean isFramed(ResponseTemplate template) {
        return template != null && template.framed();
    }

    /** Something follows what looked like the end of the turn. */
    private void endTail() {
        tail.setLength(0);
    }

    private void think(boolean on) {
        thinking = on;
        matcher = on ? inThoughts : inText;
        matcher.reset();
    }

    private boolean startCall(CallFormat format, String text, String name, String id, String content) {
        PartSink parts = sink.parts;
        if (format.where() == Where.START && !parts.isBeforeText()
                || format.where() == Where.AFTER_CALL && !parts.isAfterCall()
                || name != null && format.offered() && !parts.isOffered(name)) {
            return false;
        }
        endTail();
        raw.setLength(0);
        raw.append(text, 0, text.length() - (content == null ? 0 : content.length()));
        opener = raw.length();
        recording = true;
        sink.offered = format.offered();
        if (name != null) {
            sink.begin(name, id);
        }
        call = reader(format, name);
        if (content != null) {
            read(content);
        }
        return true;
    }

    private CallReader reader(CallFormat format, String name) {
        return switch (format.content()) {
            case JSON_CALLS -> new JsonCallReader(format.keys(), sink);
            case JSON_ARGUMENTS -> new JsonArgumentsReader(sink);
            case PYTHON -> new PythonCallReader(sink);
            case LITERAL -> new LiteralArgumentsReader(format.mark(), sink);
            case TAGS -> {
                Marks.Parameters parameters = marks.parameters(format);
                SchemaTyping typing = new SchemaTyping(reading.tools().get(name));
                yield new TagsReader(parameters.between(), parameters.behind(), typing, sink);
            }
        };
    }

    private void takeOfCall(char c) {
        if (recording) {
            raw.append(c);
            CallReader.requireBounded(raw);
        }
        switch (call.take(c)) {
            case MORE -> {
                // the call goes on
            }
            case DONE -> endCall();
            case DONE_BEFORE -> {
                endCall();
                read(String.valueOf(c));
            }
            default -> {
                if (recording) {
                    failCall();
                } else {
                    // it has begun, so it ends with what came
                    sink.finish();
                    endCall();
                    read(String.valueOf(c));
                }
            }
        }
    }

    private void endCall() {
        call = null;
        think(false);
    }

    /** This was no call: its mark is text, and what follows it is read as such. */
    private void failCall() {
        call = null;
        String text = raw.toString();
        int mark = Math.max(1, opener);
        if (text.length() - mark > READ_AGAIN) {
            plain(text, 0, text.length());
        } else {
            plain(text, 0, mark);
            read(text.substring(mark));
        }
    }

    /** The parts of this answer; a call that has begun is certain, and its text need not be kept. */
    private final class Sink implements CallSink {
        private final PartSink parts;
        private boolean offered;

        private Sink(ResponseReading reading, ResponseListener listener) {
            parts = new PartSink(reading, listener);
        }

        @Override
        public boolean begin(String name, String id) {
            if (offered && !parts.isOffered(name)) {
                return false;
            }
            recording = false;
            raw.setLength(0);
            opener = 0;
            if (thinking) {
                think(false);
            }
            return parts.begin(name, id);
        }

        @Override
        public StringBuilder arguments() {
            return parts.arguments();
        }

        @Override
        public void finish() {
            parts.finish();
            recording = true;
        }
    }
}
