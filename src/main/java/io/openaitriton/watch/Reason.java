package io.openaitriton.watch;

import java.io.IOException;

/** An exception as one line for the log. */
public final class Reason {
    /** Characters: a message may quote a whole file. */
    private static final int LONGEST = 500;

    private Reason() {}

    /** The reason without line breaks; never null or empty. */
    public static String of(Throwable thrown) {
        if (thrown instanceof StackOverflowError) {
            return "it is nested too deeply";
        }
        if (thrown instanceof OutOfMemoryError) {
            return "there is not enough memory to read it";
        }
        String message = thrown.getMessage();
        // the messages of these are only names: of a file or of a class
        boolean nameOnly = thrown instanceof IOException || thrown instanceof LinkageError;
        String text = message == null || message.isBlank() || nameOnly ? thrown.toString() : message;
        return line(text);
    }

    /** A text as one line of bounded length, without a full stop at its end. */
    public static String line(String text) {
        String line = text.strip().replaceAll("\\s+", " ").replaceFirst("\\.+$", "");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " ...";
    }
}
