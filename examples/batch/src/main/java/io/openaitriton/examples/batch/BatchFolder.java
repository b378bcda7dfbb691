package io.openaitriton.examples.batch;

import org.apache.camel.main.Main;

/** Works on the batch files of a folder until it is stopped. */
public final class BatchFolder {
    private BatchFolder() {}

    /** Takes the arguments of camel-main. */
    public static void main(String[] args) throws Exception {
        System.exit(create().run(args));
    }

    static Main create() {
        Main main = new Main(BatchFolder.class);
        // the routes' settings are the gateway's defaults where they are not set here
        main.setPropertyPlaceholderLocations("file:application.properties,classpath:openai-triton/defaults.properties");
        return main;
    }
}
