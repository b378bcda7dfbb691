package io.openaitriton.standalone;

/** How a program of this jar logs, unless told otherwise. An application that only has the jar keeps its own configuration. */
public final class Logging {
    private static final String FILE = "logback.configurationFile";

    private Logging() {}

    /** Call it before anything logs. */
    public static void configure() {
        if (System.getProperty(FILE) == null) {
            System.setProperty(FILE, "openai-triton/logback.xml");
        }
    }
}
