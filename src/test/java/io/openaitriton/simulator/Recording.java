package io.openaitriton.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** An exchange with a real Triton: a curl command in the first line, the raw response from the third. */
record Recording(String name, String request, String response) {
    static final Path FOLDER = Path.of("..", "shared", "triton", "recordings");

    /** Every recorded curl exchange, in order of its name; none when the folder is absent. */
    static List<Recording> all() {
        if (!Files.isDirectory(FOLDER)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted()
                    .map(Recording::read)
                    .filter(recording -> recording.request != null)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String path() {
        return request.split(" ", 3)[1];
    }

    @Override
    public String toString() {
        return name;
    }

    private static Recording read(Path file) {
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            String name = file.getFileName().toString().replace(".txt", "");
            String[] lines = text.split("\n", 3);
            if (!lines[0].startsWith("# curl ")) {
                return new Recording(name, null, null);
            }
            String response = lines[2].substring(0, lines[2].lastIndexOf("\n# ---- curl exit"));
            return new Recording(name, request(words(lines[0])), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes that curl sent, as far as they matter. */
    private static String request(List<String> words) {
        String method = null;
        String body = null;
        String version = "HTTP/1.1";
        StringBuilder headers = new StringBuilder("Host: x\r\n");
        for (int i = 2; i < words.size(); i++) {
            switch (words.get(i)) {
                case "-X" -> method = words.get(++i);
                case "-I" -> method = "HEAD";
                case "-d" -> body = words.get(++i);
                case "-H" -> headers.append(words.get(++i)).append("\r\n");
                case "--http1.0" -> version = "HTTP/1.0";
                default -> {
                    // options that only shape curl's output, and the path at the end
                }
            }
        }
        method = method != null ? method : body != null ? "POST" : "GET";
        String start = method + " " + words.get(words.size() - 1) + " " + version + "\r\n" + headers;
        if (body == null) {
            return start + "\r\n";
        }
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return headers.indexOf("chunked") > 0
                ? start + "\r\n" + Integer.toHexString(length) + "\r\n" + body + "\r\n0\r\n\r\n"
                : start + "Content-Length: " + length + "\r\n\r\n" + body;
    }

    /** Undoes the quoting of a shell's {@code printf %q}. */
    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < command.length(); i++) {
            char c = command.charAt(i);
            if (c == '\\') {
                word.append(command.charAt(++i));
            } else if (c == ' ') {
                words.add(word.toString());
                word.setLength(0);
            } else if (c != '\'') {
                word.append(c);
            }
        }
        words.add(word.toString());
        return words;
    }
}
