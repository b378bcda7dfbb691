package io.openaitriton.response;

import io.openaitriton.response.pattern.Matcher;
import io.openaitriton.response.pattern.Program;

/**
 * A reader of calls that also ends at the mark behind its calls, even if their text is incomplete before it. Without this, one
 * missing bracket would make the rest of the answer part of the arguments. Marks in strings do not count.
 */
final class EndMark extends CallReader {
    private final CallReader reader;
    private final Program marks;
    private final StringBuilder held = new StringBuilder();
    private Matcher matcher;
    private long position;

    /**
     * Wraps a reader.
     *
     * @param marks that end its calls; none has a quote or a closing brace, so none spans the beginning of a string
     */
    EndMark(CallReader reader, Program marks, CallSink sink) {
        super(sink);
        this.reader = reader;
        this.marks = marks;
    }

    @Override
    boolean isInString() {
        return reader.isInString();
    }

    @Override
    Step take(char c) {
        if (held.isEmpty() && (!marks.mayBegin(c) || reader.isInString())) {
            return reader.take(c);
        }
        if (matcher == null) {
            matcher = new Matcher(marks);
        }
        held.append(c);
        if (matcher.take(c, position++)) {
            return matched();
        }
        requireBounded(held);
        return release(matcher.isIdle() ? held.length() : (int) (matcher.start() - position) + held.length());
    }

    private Step matched() {
        Step step = release((int) (matcher.start() - position) + held.length());
        if (step != Step.MORE) {
            return step;
        }
        if (!reader.end(false)) {
            return Step.FAILED;
        }
        sink.finish();
        again = held.toString();
        return Step.DONE_BEFORE;
    }

    /** Passes the first held characters to the reader. When it is done before the last of them, the others are read again. */
    private Step release(int count) {
        for (int i = 0; i < count; i++) {
            Step step = reader.take(held.charAt(i));
            if (step != Step.MORE) {
                int read = step == Step.DONE ? i + 1 : i;
                if (read == held.length()) {
                    return Step.DONE;
                }
                again = held.substring(read);
                return step == Step.FAILED ? Step.FAILED : Step.DONE_BEFORE;
            }
        }
        held.delete(0, count);
        return Step.MORE;
    }

    @Override
    boolean end(boolean cut) {
        if (!cut && (matcher == null || !matcher.end())) {
            release(held.length());
        }
        return reader.end(cut);
    }
}
