package com.example.translate;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import org.apache.camel.main.Main;

/** Another camel-main application: it has a route of its own, and those of the gateway. */
final class Translator {
    private static final int REQUESTS_AT_A_TIME = 1000;

    private Translator() {}

    public static void main(String[] args) throws Exception {
        System.exit(create().run(args));
    }

    /** The application, not started yet. */
    static Main create() {
        Main main = new Main(Translator.class);
        // the first that has a key wins
        main.setPropertyPlaceholderLocations(
                "classpath:application.properties,classpath:openai-triton/defaults.properties");
        // a request holds a worker of the HTTP server until it is answered, and Vert.x has 20
        main.bind(
                "vertx",
                Vertx.vertx(new VertxOptions()
                        .setWorkerPoolSize(REQUESTS_AT_A_TIME)
                        .setMaxWorkerExecuteTime(Long.MAX_VALUE)
                        .setUseDaemonThread(true)));
        return main;
    }
}
