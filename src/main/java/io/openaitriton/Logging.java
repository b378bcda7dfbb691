package io.openaitriton;

/** How a program of this jar logs, unless told otherwise. An application that only has the jar keeps its own configuration. */
final class Logging {
    private static final String FILE = "logback.configurationFile";

    private Logging() {}

    /** Call it before anything logs. */
    static void configure() {
        if (System.getProperty(FILE) == null) {
            System.setProperty(FILE, "openai-triton/logback.xml");
        }
    }
}
