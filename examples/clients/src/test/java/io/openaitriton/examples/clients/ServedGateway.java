package io.openaitriton.examples.clients;

import io.openaitriton.Gateway;
import io.openaitriton.simulator.RecordedRequest;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import io.openaitriton.standalone.Standalone;
import java.time.Duration;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListener;
import org.awaitility.Awaitility;

/** The gateway with the routes of its jar, on a free port, in front of a simulated Triton. */
final class ServedGateway implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final TritonSimulator triton;
    private final Main main;

    private ServedGateway(TritonSimulator triton, Main main) {
        this.triton = triton;
        this.main = main;
    }

    static ServedGateway start() {
        TritonSimulator triton = TritonSimulator.start(
                "Meta-Llama-3.1-8B-Instruct", "Meta-Llama-3.1-70B-Instruct", "Llama-3.2-3B-Instruct");
        Main main = Gateway.create();
        main.addOverrideProperty(
                "camel.main.routes-include-pattern",
                "classpath:openai-triton/routes/*.yaml,classpath:thinker.camel.yaml");
        main.addOverrideProperty("triton.thinker.url", triton.url());
        main.addOverrideProperty(
                "triton.thinker.tokenizer", ByteTokenizer.write().toString());
        main.addOverrideProperty("camel.server.port", "0");
        main.addOverrideProperty("simulator.enabled", "false");
        main.addOverrideProperty("triton.llama-8b.url", triton.url());
        main.addOverrideProperty("triton.llama-70b.url", triton.url());
        main.addOverrideProperty("openai.unknown-model", "refuse");
        // a template that takes several calls of tools in one answer
        main.addOverrideProperty("openai.template", "qwen-2.5");
        main.start();
        return new ServedGateway(triton, main);
    }

    /** What clients call the base URL. */
    String url() {
        int port = main.getMainListeners().stream()
                .filter(Standalone.class::isInstance)
                .map((MainListener listener) -> ((Standalone) listener).port())
                .findFirst()
                .orElseThrow();
        return "http://127.0.0.1:" + port + "/v1";
    }

    /** Has the model answer its next requests with these texts, one each. */
    void script(String... texts) {
        for (String text : texts) {
            triton.enqueue(ScriptedReply.text(text));
        }
    }

    /** Body of the next request to Triton whose prompt holds this text. */
    String sentToTriton(String text) throws InterruptedException {
        for (RecordedRequest sent = take(); sent != null; sent = take()) {
            if (sent.body().contains(text)) {
                return sent.body();
            }
        }
        throw new AssertionError("No request to Triton holds '" + text + "'");
    }

    private RecordedRequest take() throws InterruptedException {
        return triton.takeRequest(Duration.ZERO);
    }

    /** Waits until Triton works on nothing, and says how many streams were cancelled so far. */
    int cancelledWhenIdle() {
        Awaitility.await("Triton to be idle").atMost(LIMIT).until(() -> triton.inFlight() == 0);
        return triton.cancelledCount();
    }

    @Override
    public void close() {
        main.stop();
        triton.close();
    }
}
