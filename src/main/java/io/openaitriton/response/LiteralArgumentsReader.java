package io.openaitriton.response;

import io.openaitriton.response.value.LiteralReader;
import io.openaitriton.response.value.SchemaTyping;

/** Reads the arguments of a call that are an object in a notation other than JSON. */
final class LiteralArgumentsReader extends CallReader {
    private final LiteralReader literal;

    LiteralArgumentsReader(String mark, SchemaTyping typing, CallSink sink) {
        super(sink);
        this.literal = new LiteralReader(mark, typing::isTypedString, sink.arguments());
    }

    @Override
    Step take(char c) {
        boolean taken = literal.take(c);
        if (!literal.isDone()) {
            return Step.MORE;
        }
        sink.finish();
        return taken ? Step.DONE : Step.DONE_BEFORE;
    }

    @Override
    boolean isInString() {
        return literal.isInString();
    }

    @Override
    boolean end(boolean cut) {
        literal.end(!cut);
        return true;
    }
}
