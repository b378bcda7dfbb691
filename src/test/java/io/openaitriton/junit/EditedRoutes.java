package io.openaitriton.junit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The real routes with edits. */
public final class EditedRoutes {
    private EditedRoutes() {}

    /**
     * Writes them to a folder below.
     *
     * @param edits pairs of old and new text
     */
    public static Path in(Path folder, String... edits) throws IOException {
        Path routes = Files.createDirectory(folder.resolve("routes"));
        boolean[] made = new boolean[edits.length / 2];
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                for (int i = 0; i < made.length; i++) {
                    made[i] |= text.contains(edits[2 * i]);
                    text = text.replace(edits[2 * i], edits[2 * i + 1]);
                }
                Files.writeString(routes.resolve(file.getFileName()), text);
            }
        }
        for (int i = 0; i < made.length; i++) {
            if (!made[i]) {
                throw new IllegalArgumentException(
                        "No route has " + List.of(edits).get(2 * i));
            }
        }
        return routes;
    }
}
