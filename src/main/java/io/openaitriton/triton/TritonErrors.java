package io.openaitriton.triton;

import io.openaitriton.triton.TritonException.Kind;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the meaning of a Triton error text.
 *
 * <p>The text decides, not the status: the status of errors from a model depends on the server's memory allocator (400 instead of
 * 500 or 503), and may even be 200.
 */
final class TritonErrors {
    private static final int MAX_TEXT = 300;
    private static final int MAX_READ = 64 * 1024;
    private static final int MAX_PARTS = 16;
    private static final int MAX_MATCHED = 500;
    private static final String TRACEBACK = "Traceback (most recent call last)";

    /** Prefixes of the text: of Triton's core, of ensembles, of the backends, and the class of a Python exception. */
    private static final Pattern BEFORE = Pattern.compile("\\s*+(?:"
            + String.join(
                    "|",
                    "\\[request id: [^\\]\\n]*+\\]",
                    "in ensemble '[^'\\n]*+',",
                    "Error generating (?:stream|request):",
                    "Error encountered while populating response:",
                    "Executor failed process requestId \\d++ due to the following error:",
                    "Encountered an error (?:when|in|while) [\\w ()]{1,60}+:",
                    "Cannot process new request:",
                    "\\[TensorRT-LLM\\]\\[ERROR\\]",
                    "Assertion failed:",
                    "Failed to process the request\\(s\\) for model (?:instance )?'[^'\\n]*+', message:",
                    "Failed for execute the inference request\\.",
                    "Model [^\\s']++ - Error when running inference:",
                    "(?:[A-Za-z_]\\w*+\\.){0,8}+[A-Z]\\w*?(?:Error|Exception):")
            + ")\\s*+");

    /**
     * The stack trace that TensorRT-LLM and Triton's Python backend append. Only blanks, not {@code \\s}: with line ends, each
     * empty line would be searched to the end of the text.
     */
    private static final Pattern STACK =
            Pattern.compile("(?m)^[ \\t]*+\\d++[ \\t]++0x[0-9a-f]++.*+$|^At:[ \\t]*+$(?s).*");

    /** A position in source code. */
    private static final Pattern SOURCE = Pattern.compile(" ?\\(/[^():\\s]++:\\d++\\)");

    private TritonErrors() {}

    /** The exception for an error text from Triton. */
    static TritonException of(String text) {
        ErrorTable.Match match = ErrorTable.find(proper(text).replace("`", ""));
        TritonException error = new TritonException(match == null ? Kind.FAILED : match.kind(), oneLine(text));
        return match == null || match.param() == null ? error : error.of(match.param());
    }

    /** The text without its prefixes. */
    private static String proper(String text) {
        String rest = bounded(text);
        Matcher before = BEFORE.matcher(rest);
        for (int i = 0; i < MAX_PARTS && before.lookingAt(); i++) {
            rest = rest.substring(before.end());
            before = BEFORE.matcher(rest);
        }
        rest = rest.strip();
        // TensorRT-LLM's BLS sends tracebacks
        if (rest.startsWith(TRACEBACK)) {
            return proper(raised(rest));
        }
        return rest.length() <= MAX_MATCHED ? rest : rest.substring(0, MAX_MATCHED);
    }

    /** One line of limited length; of a Python traceback, the line with the exception. */
    static String oneLine(String text) {
        String line = bounded(text);
        int traceback = line.indexOf(TRACEBACK);
        if (traceback >= 0) {
            line = raised(line.substring(traceback));
        }
        line = SOURCE.matcher(STACK.matcher(line).replaceAll("")).replaceAll("");
        line = line.replaceAll("\\s+", " ").strip();
        return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT) + "...";
    }

    /**
     * The exception of a traceback, the last one if it has several: the first line after the indented lines. More lines of its
     * message may follow, with any content.
     */
    private static String raised(String traceback) {
        String raised = "";
        boolean inside = false;
        for (String line : traceback.split("\\r?\\n")) {
            if (line.startsWith(TRACEBACK)) {
                inside = true;
            } else if (inside && !line.isBlank() && !Character.isWhitespace(line.charAt(0))) {
                raised = line;
                inside = false;
            }
        }
        return raised;
    }

    private static String bounded(String text) {
        return text.length() <= MAX_READ ? text : text.substring(0, MAX_READ);
    }
}
