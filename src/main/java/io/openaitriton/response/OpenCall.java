package io.openaitriton.response;

import io.openaitriton.response.CallReader.Step;
import io.openaitriton.response.value.SchemaTyping;
import java.util.function.Consumer;

/** The calls after one mark while they are read, and their text until they are certainly calls. */
final class OpenCall implements CallSink {
    private final PartSink parts;
    private final Runnable begun;
    private final StringBuilder text = new StringBuilder();
    private CallReader reader;
    private String again;
    private int mark;
    private boolean certain;
    private boolean offered;

    /**
     * Reads calls of an answer, one mark after the other.
     *
     * @param parts gets them
     * @param begun runs when a call is certain
     */
    OpenCall(PartSink parts, Runnable begun) {
        this.parts = parts;
        this.begun = begun;
    }

    /** True between a mark and the end of its calls. */
    boolean isOpen() {
        return reader != null;
    }

    /**
     * Opens behind a mark.
     *
     * @param before text of the mark
     * @param name of the tool, if the mark has it
     * @param id of the call, if the mark has it
     * @param marks has the automatons of parameters
     */
    void open(CallFormat format, String before, String name, String id, ResponseReading reading, Marks marks) {
        text.setLength(0);
        text.append(before);
        mark = before.length();
        certain = false;
        offered = format.offered();
        if (name != null) {
            begin(name, id);
        }
        again = null;
        SchemaTyping typing =
                new SchemaTyping(name == null ? null : reading.tools().get(name));
        reader = switch (format.content()) {
            case JSON_CALLS -> new EndMark(new JsonCallReader(format.keys(), this), marks.ends(format), this);
            case JSON_ARGUMENTS -> new EndMark(new JsonArgumentsReader(this), marks.ends(format), this);
            case PYTHON -> new EndMark(new PythonCallReader(this), marks.ends(format), this);
            case LITERAL ->
                new EndMark(new LiteralArgumentsReader(format.mark(), typing, this), marks.ends(format), this);
            case TAGS -> new TagsReader(marks.parameters(format), typing, this);
        };
    }

    /** Takes the next character; after {@link Step#FAILED}, {@link #giveUp} returns the text. */
    Step take(char c) {
        if (!certain) {
            text.append(c);
            CallReader.requireBounded(text);
        }
        Step step = readerTakes(c);
        if (step == Step.FAILED && certain) {
            // it has begun, so it ends with what it has
            finish();
            step = Step.DONE_BEFORE;
        }
        if (step == Step.DONE || step == Step.DONE_BEFORE) {
            again = reader.again == null ? String.valueOf(c) : reader.again;
            reader = null;
        }
        return step;
    }

    private Step readerTakes(char c) {
        try {
            return reader.take(c);
        } catch (IllegalArgumentException e) {
            throw new ResponseException("a tool call cannot be read: " + e.getMessage());
        }
    }

    /** What is read again after {@link Step#DONE_BEFORE}. */
    String again() {
        return again;
    }

    /**
     * These were not calls: their mark is plain text, and so is the following text unless it is read again.
     *
     * @param most characters that may be read again
     * @param plain gets the text that is certain
     * @return what is to be read again
     */
    String giveUp(int most, Consumer<String> plain) {
        reader = null;
        String all = text.toString();
        int end = all.length() - mark > most ? all.length() : Math.max(1, mark);
        plain.accept(all.substring(0, end));
        return all.substring(end);
    }

    /** Takes the end of the answer; returns the text that was not a call. */
    String end(boolean cut) {
        CallReader last = reader;
        reader = null;
        return last.end(cut) ? "" : text.toString();
    }

    @Override
    public boolean begin(String name, String id) {
        if (offered && !parts.isOffered(name)) {
            return false;
        }
        certain = true;
        text.setLength(0);
        mark = 0;
        begun.run();
        return parts.begin(name, id);
    }

    @Override
    public StringBuilder arguments() {
        return parts.arguments();
    }

    @Override
    public void finish() {
        parts.finish();
        certain = false;
    }
}
