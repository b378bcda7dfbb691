package io.openaitriton.response;

import io.openaitriton.response.pattern.Matcher;
import io.openaitriton.response.pattern.Program;
import io.openaitriton.response.value.JsonText;
import io.openaitriton.response.value.SchemaTyping;

/**
 * Reads the parameters of a call, each in a tag with its value as raw text. A value that can only be a string is passed on as it
 * arrives, any other at the end of its tag. What is between the tags is
 * left out.
 */
final class TagsReader extends CallReader {
    private final SchemaTyping typing;
    private final Matcher between;
    private final Matcher behind;
    private final StringBuilder held = new StringBuilder();
    private final StringBuilder value = new StringBuilder();

    private long position;
    private boolean inValue;
    private boolean first = true;
    private String key;
    private String string;
    private boolean plain;

    /**
     * Reads the parameters of one call.
     *
     * @param between finds the beginning of a parameter, or the end of the call
     * @param behind finds the end of a parameter
     * @param typing by the tool's schema
     */
    TagsReader(Program between, Program behind, SchemaTyping typing, CallSink sink) {
        super(sink);
        this.typing = typing;
        this.between = new Matcher(between);
        this.behind = new Matcher(behind);
        sink.arguments().append('{');
    }

    @Override
    Step take(char c) {
        Matcher matcher = inValue ? behind : between;
        if (held.isEmpty() && matcher.ignores(c)) {
            position++;
            text(c);
            return Step.MORE;
        }
        held.append(c);
        position++;
        if (matcher.take(c, position - 1)) {
            return matched(matcher);
        }
        long keep = matcher.isIdle() ? 0 : position - matcher.start();
        release((int) (held.length() - keep));
        return Step.MORE;
    }

    @Override
    boolean end(boolean cut) {
        Matcher matcher = inValue ? behind : between;
        if (matcher.end()) {
            if (matched(matcher) == Step.DONE) {
                return true;
            }
        } else if (inValue && !cut) {
            release(held.length());
        }
        if (inValue && (!cut || plain)) {
            endValue(!cut);
        }
        if (!cut) {
            sink.arguments().append('}');
        }
        return true;
    }

    private void release(int count) {
        for (int i = 0; i < count; i++) {
            text(held.charAt(i));
        }
        held.delete(0, count);
    }

    private void text(char c) {
        if (!inValue) {
            return;
        }
        if (plain) {
            JsonText.append(sink.arguments(), c);
        } else {
            value.append(c);
            requireBounded(value);
        }
    }

    private Step matched(Matcher matcher) {
        long base = position - held.length();
        release((int) (matcher.start() - base));
        base = position - held.length();
        int length = (int) (matcher.matchEnd() - base);
        String rest = held.substring(length);
        Step step = Step.MORE;
        if (inValue) {
            endValue(true);
            if (matcher.expression() > 0) {
                // the mark of the next parameter, or of the end, which is read as such
                rest = held.toString();
            }
        } else if (matcher.expression() == 0) {
            key = group(matcher, "key", base);
            string = group(matcher, "string", base);
            startValue();
        } else {
            step = Step.DONE;
        }
        held.setLength(0);
        matcher.reset();
        if (step == Step.DONE) {
            sink.arguments().append('}');
            sink.finish();
            return rest.isEmpty() ? Step.DONE : Step.DONE_BEFORE;
        }
        for (int i = 0; i < rest.length() && step == Step.MORE; i++) {
            step = take(rest.charAt(i));
        }
        return step;
    }

    private String group(Matcher matcher, String name, long base) {
        long from = matcher.groupStart(name);
        return from < 0 ? null : held.substring((int) (from - base), (int) (matcher.groupEnd(name) - base));
    }

    private void startValue() {
        inValue = true;
        plain = string == null ? typing.isString(key) : string.equals("true");
        value.setLength(0);
        if (plain) {
            writeKey();
            sink.arguments().append('"');
        }
    }

    private void writeKey() {
        sink.arguments().append(first ? "" : ", ").append(JsonText.quote(key)).append(": ");
        first = false;
    }

    private void endValue(boolean complete) {
        inValue = false;
        if (!plain) {
            String raw = value.toString();
            writeKey();
            sink.arguments().append(string == null ? typing.json(key, raw) : SchemaTyping.json(raw));
        } else if (complete) {
            sink.arguments().append('"');
        }
    }
}
