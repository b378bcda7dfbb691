package io.openaitriton.triton;

/**
 * Tells what a Triton error text means.
 *
 * <p>The text decides, not the status: errors from a model come with a status that depends on the server's memory
 * allocator (400 where the true code is 500 or 503), and under status 200 too.
 */
final class TritonErrors {
    private static final int MAX_TEXT = 300;

    private TritonErrors() {}

    /** The exception for an error text that Triton sent. */
    static TritonException of(String text) {
        return new TritonException(kind(text), oneLine(text));
    }

    private static TritonException.Kind kind(String text) {
        if (text.contains("has no available versions") || text.contains("Model version not ready")) {
            return TritonException.Kind.NOT_READY;
        }
        if (text.contains("Request for unknown model")) {
            return TritonException.Kind.UNKNOWN_MODEL;
        }
        if (text.contains("Exceeds maximum queue size")) {
            return TritonException.Kind.OVERLOADED;
        }
        if (text.contains("unhealthy vLLM engine")) {
            return TritonException.Kind.NOT_READY;
        }
        return TritonException.Kind.FAILED;
    }

    /** One bounded line: TensorRT-LLM's BLS sends whole Python tracebacks, whose last line says what happened. */
    static String oneLine(String text) {
        String line = text.strip();
        if (line.contains("Traceback (most recent call last)")) {
            line = line.substring(line.lastIndexOf('\n') + 1).strip();
        }
        line = line.replaceAll("\\s+", " ");
        return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT) + "...";
    }
}
