package io.openaitriton.examples.jms;

import org.apache.camel.main.Main;

/** Answers chat requests of a JMS queue, with the routes in {@code routes/} and the core routes of the gateway's jar. */
public final class JmsGateway {
    private JmsGateway() {}

    /** Arguments are those of camel-main. */
    public static void main(String[] args) throws Exception {
        System.exit(create().run(args));
    }

    /** Not started yet. Settings missing from application.properties are those of the gateway's jar. */
    static Main create() {
        Main main = new Main(JmsGateway.class);
        main.setPropertyPlaceholderLocations(
                "file:application.properties;optional=true,classpath:openai-triton/application.properties");
        return main;
    }
}
