package io.openaitriton.response;

import io.openaitriton.response.Marks.Parameters;
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
    private final Parameters parameters;
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
    /** A first parameter that may hold all arguments: itself, and what it holds. */
    private String wrapper;

    private String wrapped;

    /**
     * Reads the parameters of one call.
     *
     * @param parameters their automatons
     * @param typing by the tool's schema
     */
    TagsReader(Parameters parameters, SchemaTyping typing, CallSink sink) {
        super(sink);
        this.typing = typing;
        this.parameters = parameters;
        this.between = new Matcher(parameters.between());
        this.behind = new Matcher(parameters.behind());
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
        requireBounded(held);
        long keep = matcher.isIdle() ? 0 : position - matcher.start();
        release((int) (held.length() - keep));
        return Step.MORE;
    }

    @Override
    boolean end(boolean cut) {
        Matcher matcher = inValue ? behind : between;
        if (matcher.end() && matched(matcher) != Step.MORE) {
            return true;
        }
        if (inValue && isWhole(parameters.closed())) {
            held.setLength(0);
            endValue(true);
        } else if (inValue && !cut && !isWhole(parameters.ended())) {
            release(held.length());
        }
        if (inValue && (!cut || plain)) {
            endValue(!cut);
        }
        unwrap();
        if (!cut) {
            sink.arguments().append('}');
        }
        return true;
    }

    /** True when all held text matches. */
    private boolean isWhole(Program program) {
        Matcher matcher = new Matcher(program);
        for (int i = 0; i < held.length(); i++) {
            if (matcher.take(held.charAt(i), i)) {
                return false;
            }
        }
        return matcher.end() && matcher.start() == 0 && matcher.matchEnd() == held.length();
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
        String rest = held.substring((int) (matcher.matchEnd() - base));
        if (inValue) {
            endValue(true);
            if (matcher.expression() > 0) {
                // the mark of the next parameter, or of the end, which is read as such
                rest = held.toString();
            } else if (matcher.groupStart("rest") >= 0) {
                rest = held.substring((int) (matcher.groupStart("rest") - base));
            }
        } else if (matcher.expression() == 0) {
            key = group(matcher, "key", base);
            string = group(matcher, "string", base);
            startValue();
        } else {
            boolean next = matcher.expression() > 1;
            again = next ? held.toString() : rest;
            held.setLength(0);
            unwrap();
            sink.arguments().append('}');
            sink.finish();
            return again.isEmpty() ? Step.DONE : Step.DONE_BEFORE;
        }
        held.setLength(0);
        matcher.reset();
        for (int i = 0; i < rest.length(); i++) {
            Step step = take(rest.charAt(i));
            if (step != Step.MORE) {
                again = (again == null ? "" : again) + rest.substring(i + 1);
                return again.isEmpty() ? Step.DONE : Step.DONE_BEFORE;
            }
        }
        return Step.MORE;
    }

    private String group(Matcher matcher, String name, long base) {
        long from = matcher.groupStart(name);
        return from < 0 ? null : held.substring((int) (from - base), (int) (matcher.groupEnd(name) - base));
    }

    private void startValue() {
        inValue = true;
        if (wrapper != null) {
            // not the only parameter
            write(wrapper);
            wrapper = null;
        }
        plain = !mayWrap() && (string == null ? typing.isString(key) : string.equals("true"));
        value.setLength(0);
        if (plain) {
            write(JsonText.quote(key) + ": \"");
        }
    }

    private boolean mayWrap() {
        return first && typing.mayWrap(key);
    }

    /** Writes what the only parameter holds. */
    private void unwrap() {
        if (wrapper != null) {
            write(wrapped);
            wrapper = null;
        }
    }

    private void write(String parameter) {
        sink.arguments().append(first ? "" : ", ").append(parameter);
        first = false;
    }

    private void endValue(boolean complete) {
        inValue = false;
        if (!plain) {
            String raw = value.toString();
            String parameter = JsonText.quote(key) + ": " + json(raw);
            wrapped = mayWrap() ? typing.members(raw) : null;
            if (wrapped == null) {
                write(parameter);
            } else {
                wrapper = parameter;
            }
        } else if (complete) {
            sink.arguments().append('"');
        }
    }

    private String json(String raw) {
        if (string == null) {
            return typing.json(key, raw);
        }
        return string.equals("true") ? JsonText.quote(raw) : SchemaTyping.json(raw);
    }
}
