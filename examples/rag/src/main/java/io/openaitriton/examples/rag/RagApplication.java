package io.openaitriton.examples.rag;

import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import org.apache.camel.main.Main;

/** Answers questions from a folder of documents until it is stopped. */
public final class RagApplication {
    private static final int REQUESTS_AT_A_TIME = 1000;

    private RagApplication() {}

    /** Takes the arguments of camel-main. The environment variable TRITON_URL says where Triton is; without it, Triton is simulated. */
    public static void main(String[] args) throws Exception {
        String url = System.getenv("TRITON_URL");
        System.exit(create(url == null ? simulator().url() : url).run(args));
    }

    static Main create(String tritonUrl) {
        Main main = new Main(RagApplication.class);
        // the first that has a key wins
        main.setPropertyPlaceholderLocations("file:application.properties,classpath:openai-triton/defaults.properties");
        main.addOverrideProperty("triton.url", tritonUrl);
        // a request holds a worker of the HTTP server until it is answered, and Vert.x has 20
        main.bind(
                "vertx",
                Vertx.vertx(new VertxOptions()
                        .setWorkerPoolSize(REQUESTS_AT_A_TIME)
                        .setMaxWorkerExecuteTime(Long.MAX_VALUE)
                        .setUseDaemonThread(true)));
        return main;
    }

    static TritonSimulator simulator() {
        return TritonSimulator.start(SimulatorSettings.defaults()
                .withModels("Meta-Llama-3.1-8B-Instruct", "Meta-Llama-3.1-70B-Instruct", "bge-m3=embedding-text"));
    }
}
