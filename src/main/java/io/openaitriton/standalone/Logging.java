package io.openaitriton.standalone;

/** The default logging of this jar's programs. Applications that use the jar keep their own configuration. */
public final class Logging {
    private static final String FILE = "logback.configurationFile";

    private Logging() {}

    /** Must be called before anything logs. */
    public static void configure() {
        if (System.getProperty(FILE) == null) {
            System.setProperty(FILE, "openai-triton/logback.xml");
        }
    }
}
