package io.openaitriton.examples.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.main.Main;

/** The folders of a test, and processes that work on them. */
record Batches(Path root, TritonSimulator triton) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Work in this process. */
    interface Running extends AutoCloseable {
        @Override
        void close();
    }

    /** A line that asks a chat model. */
    static String chat(String customId, String content) {
        return line(
                customId,
                "/v1/chat/completions",
                "{\"model\":\"8b\",\"messages\":[{\"role\":\"user\",\"content\":\"" + content + "\"}]}");
    }

    static String line(String customId, String url, String body) {
        return "{\"custom_id\":\"" + customId + "\",\"method\":\"POST\",\"url\":\"" + url + "\",\"body\":" + body + "}";
    }

    Path input(String name) {
        return root.resolve("input").resolve(name);
    }

    void put(String name, String text) throws IOException {
        Files.createDirectories(root.resolve("input"));
        Path whole = Files.writeString(root.resolve(name), text);
        Files.move(whole, input(name));
    }

    Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        for (String folder : List.of("input", "output", "done")) {
            settings.put("batch." + folder, root.resolve(folder).toString());
        }
        settings.put("batch.poll", "50");
        settings.put("batch.settle", "50");
        settings.put("triton.llama-8b.url", triton.url());
        settings.put("triton.llama-70b.url", triton.url());
        return settings;
    }

    /** Starts to work in this process. */
    Running start(String... more) {
        Main main = BatchFolder.create();
        settings().forEach(main::addOverrideProperty);
        for (int i = 0; i < more.length; i += 2) {
            main.addOverrideProperty(more[i], more[i + 1]);
        }
        main.start();
        return main::stop;
    }

    /** Starts to work in a process of its own. */
    Process fork(String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        settings().forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BatchFolder.class.getName()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(root.resolve("log").toFile()))
                .start();
    }

    String log() throws IOException {
        return Files.readString(root.resolve("log"));
    }

    /** Waits until a file is finished. */
    void awaitDone(String name) {
        await().atMost(LIMIT).until(() -> !files("done", name, "jsonl").isEmpty());
        assertThat(input(name)).doesNotExist();
    }

    void awaitResults(String name, int lines) {
        await().atMost(LIMIT).until(() -> output(name).size() >= lines);
    }

    List<JsonNode> output(String name) {
        return read(name, "output.jsonl");
    }

    List<JsonNode> errors(String name) {
        return read(name, "errors.jsonl");
    }

    /** The file of results or errors, of which there is one. */
    Path file(String name, String ending) {
        List<Path> files = files("output", name, ending);
        assertThat(files).hasSize(1);
        return files.get(0);
    }

    private List<JsonNode> read(String name, String ending) {
        List<JsonNode> lines = new ArrayList<>();
        for (Path file : files("output", name, ending)) {
            try {
                String text = Files.readString(file);
                // what is not yet a line is still being written
                for (String line :
                        text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
                    lines.add(JSON.readTree(line));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return lines;
    }

    private List<Path> files(String folder, String name, String ending) {
        String pattern = name.replaceFirst("[.]jsonl$", "") + "[.]\\w{16}[.]" + ending;
        try (Stream<Path> files = Files.list(root.resolve(folder))) {
            return files.filter(file -> file.getFileName().toString().matches(pattern))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
