package io.openaitriton.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.access.NewKey;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gateway without the optional libraries of traces, API keys and Redis. */
@Timeout(120)
class MissingLibrariesTest {
    private static final String CLASS_PATH = System.getProperty("java.class.path");
    private static final String CHAT = "{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}";

    @TempDir
    private Path folder;

    @Test
    void withoutKeysTracesAndRedisItNeedsNoneOfTheirLibraries() throws Exception {
        String rest = without("opentelemetry", "bucket4j", "lettuce", "reactor");
        try (TritonSimulator triton = TritonSimulator.start(SimulatorSettings.defaults());
                GatewayProcess gateway = GatewayProcess.start(log(), triton.url(), Map.of(), "-cp", rest)) {
            assertThat(chat(gateway)).isEqualTo(200);
            assertThat(gateway.log()).doesNotContain("NoClassDefFoundError", "ClassNotFoundException");
        }
    }

    @Test
    void withKeysButWithoutRedisItNeedsNoLettuce() throws Exception {
        NewKey key = NewKey.of("a", List.of(), 10L, 100_000L, null);
        try (TritonSimulator triton = TritonSimulator.start(SimulatorSettings.defaults());
                GatewayProcess gateway = GatewayProcess.start(
                        log(), triton.url(), keys(key), "-cp", without("opentelemetry", "lettuce", "reactor"))) {
            assertThat(chat(gateway, "Authorization", "Bearer " + key.key())).isEqualTo(200);
            assertThat(chat(gateway)).isEqualTo(401);
        }
    }

    @Test
    void withKeysItSaysWhichLibraryIsMissing() throws Exception {
        Map<String, String> keys = keys(NewKey.of("a", List.of(), 10L, null, null));
        try (GatewayProcess gateway =
                GatewayProcess.startWithLog(log(), "http://127.0.0.1:1", keys, "-cp", without("bucket4j"))) {
            assertThat(gateway.endsWithin(Duration.ofSeconds(60))).isTrue();
            assertThat(gateway.log()).contains("API keys need bucket4j_jdk17-core on the class path");
        }
    }

    private Map<String, String> keys(NewKey key) throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), key.line() + "\n");
        return Map.of("GATEWAY_KEYS", file.toString());
    }

    private Path log() {
        return folder.resolve("log");
    }

    private static int chat(GatewayProcess gateway, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.port() + "/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(CHAT));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient()
                .send(request.build(), BodyHandlers.discarding())
                .statusCode();
    }

    /** The class path without the jars that have one of these words in their names. */
    private static String without(String... words) {
        List<String> jars = Arrays.stream(CLASS_PATH.split(Pattern.quote(File.pathSeparator)))
                .toList();
        for (String word : words) {
            assertThat(jars).anyMatch(names(word));
        }
        return String.join(
                File.pathSeparator,
                jars.stream()
                        .filter(jar -> Arrays.stream(words)
                                .noneMatch(word -> names(word).test(jar)))
                        .toList());
    }

    private static Predicate<String> names(String word) {
        return jar -> Path.of(jar).getFileName().toString().contains(word);
    }
}
