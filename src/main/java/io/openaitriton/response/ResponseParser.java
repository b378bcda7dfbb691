package io.openaitriton.response;

import io.openaitriton.response.CallReader.Step;
import io.openaitriton.response.Marks.Mark;
import io.openaitriton.response.pattern.Matcher;

/**
 * Reads one answer as it arrives, character by character: text, reasoning and tool calls. Only a possible beginning of a mark is
 * held back, and text before the name of a call. A mark that is not followed by what its format requires is plain text. Used by
 * one thread at a time.
 */
public final class ResponseParser {
    /** What is read again after a failed call; more of it is text without a second look. */
    private static final int READ_AGAIN = 4096;

    private final ResponseReading reading;
    private final Marks marks;
    private final PartSink parts;
    private final PlainText text;
    private final OpenCall call;
    private final Matcher inText;
    private final Matcher inThoughts;
    private final StringBuilder held = new StringBuilder();

    private Matcher matcher;
    private boolean thinking;
    /** Whether the mark before an answer has come, so that the mark behind it is no text. */
    private boolean marked;
    /** Whether the mark before thoughts is in the text, so that the mark behind them is text as well. */
    private boolean quoted;

    private long position;

    /**
     * Reads an answer from its beginning.
     *
     * @param reading how it is read
     * @param listener gets its parts
     */
    public ResponseParser(ResponseReading reading, ResponseListener listener) {
        this.reading = reading;
        this.marks = Marks.of(reading);
        this.parts = new PartSink(reading, listener);
        this.text = new PlainText(reading, parts);
        this.call = new OpenCall(parts, () -> think(false));
        this.inText = new Matcher(marks.text());
        this.inThoughts = new Matcher(marks.thoughts());
        ResponseTemplate reasoning = reading.format().reasoning();
        boolean promptThinks = reasoning != null && reasoning.reasoning().isOpenedBy(reading.prompt());
        think(promptThinks);
        if (promptThinks) {
            parts.edge();
        }
    }

    /**
     * Takes the next text.
     *
     * @throws ResponseException if too much text would have to be held back
     */
    public void push(String more) {
        read(more);
        parts.flush();
    }

    /** True while the model reasons: the next text is more reasoning. */
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
        text.end(cut);
        parts.end();
    }

    private void endParts(boolean cut) {
        if (call.isOpen()) {
            plain(call.end(cut));
        } else if (matcher.end()) {
            matched();
            if (!held.isEmpty() || call.isOpen()) {
                endParts(cut);
            }
        } else {
            if (!held.isEmpty() && !isUnfinishedFrame() && !parts.isAfterCall()) {
                plain(held.toString());
            }
            held.setLength(0);
        }
    }

    private boolean isUnfinishedFrame() {
        return reading.format().isFramed() && !thinking && !parts.isAtStart() && held.charAt(0) == '<';
    }

    private void read(CharSequence more) {
        int length = more.length();
        int at = 0;
        while (at < length) {
            int from = at;
            if (!call.isOpen() && held.isEmpty()) {
                while (at < length && matcher.ignores(more.charAt(at))) {
                    at++;
                }
            }
            if (at > from) {
                text.add(more, from, at, thinking);
                position += at - from;
            } else {
                take(more.charAt(at++));
            }
        }
    }

    private void take(char c) {
        if (call.isOpen()) {
            takeOfCall(c);
            return;
        }
        held.append(c);
        if (matcher.take(c, position++)) {
            matched();
            return;
        }
        CallReader.requireBounded(held);
        int certain = matcher.isIdle() ? held.length() : (int) (matcher.start() - position) + held.length();
        if (certain > 0) {
            text.add(held, 0, certain, thinking);
            held.delete(0, certain);
        }
    }

    private void takeOfCall(char c) {
        Step step = call.take(c);
        if (step == Step.FAILED) {
            read(call.giveUp(READ_AGAIN, this::plain));
        } else if (!call.isOpen()) {
            think(false);
            if (step == Step.DONE_BEFORE) {
                read(call.again());
            }
        }
    }

    /** Text without marks. */
    private void plain(String more) {
        text.add(more, 0, more.length(), thinking);
    }

    private void matched() {
        long base = position - held.length();
        int start = (int) (matcher.start() - base);
        int end = (int) (matcher.matchEnd() - base);
        Mark mark = thinking ? marks.thoughtMark(matcher.expression()) : marks.textMark(matcher.expression());
        String before = held.substring(0, start);
        String found = held.substring(start, end);
        String rest = held.substring(end);
        String name = matcher.group("name", held, base);
        String id = matcher.group("id", held, base);
        String content = matcher.group("content", held, base);
        held.setLength(0);
        matcher.reset();
        plain(before);
        if (!apply(mark, found, name, id, content)) {
            plain(found);
        }
        read(rest);
    }

    /** Does what a mark means; false when it means nothing here, so that it is text. */
    private boolean apply(Mark mark, String found, String name, String id, String content) {
        return switch (mark.kind()) {
            case CALL -> openCall(mark.call(), found, name, id, content);
            case REASONING_BEGINS -> beginReasoning();
            case REASONING_ENDS -> endReasoning();
            case CONTENT -> {
                parts.edgeOfText();
                yield true;
            }
            case CONTENT_BEGINS -> parts.isBeforeText();
            case ANSWER_BEGINS -> {
                boolean begins = parts.hasThoughts() && parts.isBeforeText();
                marked |= begins;
                yield begins;
            }
            case ANSWER_ENDS -> marked && text.endOfTurn(found);
            case STRAY -> parts.isAfterCall();
            default -> text.endOfTurn(found);
        };
    }

    private boolean endReasoning() {
        if (!thinking && !parts.isAtEdge() && !parts.isAtStart()) {
            return !quoted && reading.format().reasoning().reasoning().special()
                    || ResponseTemplate.isFramed(reading.format().reasoning());
        }
        text.mark();
        parts.edge();
        think(false);
        return true;
    }

    private boolean beginReasoning() {
        if (thinking) {
            // the mark again before any thought: the model repeats itself, or the end of its prompt
            return !parts.hasThoughts();
        }
        ReasoningFormat reasoning = reading.format().reasoning().reasoning();
        if (!reasoning.repeats() && !parts.isBeforeText()) {
            quoted = true;
            return false;
        }
        text.mark();
        parts.edge();
        if (parts.hasThoughts()) {
            parts.join(reasoning.join());
        }
        think(true);
        return true;
    }

    private boolean openCall(CallFormat format, String found, String name, String id, String content) {
        if (!format.where().counts(parts.isBeforeText(), parts.isAfterCall())
                || name != null && format.offered() && !parts.isOffered(name)) {
            return false;
        }
        text.mark();
        String before = content == null ? found : found.substring(0, found.length() - content.length());
        call.open(format, before, name, id, reading, marks);
        if (content != null) {
            read(content);
        }
        return true;
    }

    private void think(boolean on) {
        thinking = on;
        matcher = on ? inThoughts : inText;
        matcher.reset();
    }
}
