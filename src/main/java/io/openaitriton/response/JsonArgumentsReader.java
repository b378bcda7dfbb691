package io.openaitriton.response;

/** Reads the JSON arguments of a call whose name comes before them. */
final class JsonArgumentsReader extends CallReader {
    private final JsonArguments arguments;

    JsonArgumentsReader(CallSink sink) {
        super(sink);
        this.arguments = new JsonArguments("<", sink.arguments());
    }

    @Override
    Step take(char c) {
        Step step = arguments.take(c);
        if (step != Step.MORE) {
            sink.finish();
        }
        return step;
    }

    @Override
    boolean isInString() {
        return arguments.isInString();
    }

    @Override
    boolean end(boolean cut) {
        arguments.end(cut);
        return true;
    }
}
