package io.openaitriton.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.junit.FreePort;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The edits in docs/embedding.md, made as described. */
@ExtendWith(GatewayExtension.class)
class RecipesTest {
    @TempDir
    private Path routes;

    private TritonSimulator triton;

    @BeforeEach
    void copy(Gateways gateways) throws IOException {
        triton = gateways.simulator();
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, routes.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void aModelOnTwoServers(Gateways gateways) throws IOException {
        Path model = routes.resolve("llama-70b.camel.yaml");
        String yaml = Files.readString(Path.of("examples/written-out-model/llama-3b.camel.yaml"))
                .replace("Llama-3.2-3B-Instruct", "Meta-Llama-3.1-70B-Instruct")
                .replace("{{triton.llama-3b.url:http://127.0.0.1:8000}}", "{{triton.llama-70b.url}}")
                .replace("3b", "70b");
        int uri = yaml.indexOf("/generate\"\n");
        int from = yaml.lastIndexOf("                        - to:", uri);
        int to = yaml.indexOf("                        - bean:", uri);
        String parameters = yaml.substring(yaml.indexOf("                            parameters:\n", uri), to)
                .indent(12);
        String balanced = recipe("- doTry:")
                .indent(6)
                .replace("                                        parameters: # as they are now\n", parameters)
                .replace("http://triton-b:8000", "http://127.0.0.1:" + FreePort.find())
                .replace("http://triton-c:8000", triton.url());
        Files.writeString(model, yaml.substring(0, from) + balanced + yaml.substring(to));
        GatewayServer gateway = gateway(gateways);
        for (int i = 0; i < 4; i++) {
            HttpResponse<String> answer = gateway.chat(GatewayServer.request("hi", "\"model\":\"70b\""));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("70B");
        }
        assertThat(triton.requestCount()).isEqualTo(4);
        // a failure of Triton is not retried
        HttpResponse<String> failed = gateway.chat(GatewayServer.request("@@fail=at-once", "\"model\":\"70b\""));
        assertThat(failed.statusCode()).isEqualTo(502);
        assertThat(triton.requestCount()).isEqualTo(5);
    }

    private GatewayServer gateway(Gateways gateways) {
        return gateways.start(
                triton, "camel.main.routes-include-pattern", "file:" + routes + "/*.yaml", "triton.dialect", "vllm");
    }

    /** The block of the page that begins with these words. */
    private static String recipe(String start) throws IOException {
        String page = Files.readString(Path.of("docs/embedding.md"));
        int at = page.lastIndexOf("```yaml\n", page.indexOf(start)) + "```yaml\n".length();
        return page.substring(at, page.indexOf("```", at));
    }
}
