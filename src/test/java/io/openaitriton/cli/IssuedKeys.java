package io.openaitriton.cli;

import io.openaitriton.access.NewKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A key file, and the keys of clients. */
public final class IssuedKeys {
    private final Path file;
    private final Map<String, NewKey> keys = new LinkedHashMap<>();

    private IssuedKeys(Path file) {
        this.file = file;
    }

    public static IssuedKeys in(Path folder) {
        return new IssuedKeys(folder.resolve("keys.jsonl"));
    }

    /** Adds or replaces a key; null is no limit. */
    public IssuedKeys add(String name, List<String> models, Long requests, Long tokens, Long concurrent) {
        keys.put(name, NewKey.of(name, models, requests, tokens, concurrent));
        return write();
    }

    public IssuedKeys add(String name) {
        return add(name, List.of(), null, null, null);
    }

    public IssuedKeys remove(String name) {
        keys.remove(name);
        return write();
    }

    private IssuedKeys write() {
        try {
            Files.writeString(
                    file,
                    String.join("\n", keys.values().stream().map(NewKey::line).toList()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public Path file() {
        return file;
    }

    /** What the client has. */
    public String key(String name) {
        return keys.get(name).key();
    }

    /** The request with a key. */
    public HttpRequest with(String name, HttpRequest request) {
        return HttpRequest.newBuilder(request, (header, value) -> true)
                .header("Authorization", "Bearer " + key(name))
                .build();
    }
}
