package io.openaitriton.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files behind a list of {@code file:} locations, such as {@code file:routes/*.yaml,file:routes/*.xml}. Locations of other
 * kinds do not change while the gateway runs, and are ignored.
 */
final class RouteFiles {
    /** Shows that a file changed, without reading it. */
    record Stamp(Object modified, long size, Object key) {}

    /** Bytes of a file. */
    private static final long MAX_SIZE = 16 << 20;

    private final List<Path> patterns;

    private RouteFiles(List<Path> patterns) {
        this.patterns = patterns;
    }

    /** @param locations comma-separated; the last part of a path may hold {@code *} and the like */
    static RouteFiles of(String locations) {
        return new RouteFiles(Arrays.stream(locations.split(","))
                .map(String::trim)
                .filter(location -> location.startsWith("file:"))
                .map(location -> location.substring("file:".length()).replaceFirst("[;?].*=.*", ""))
                .map(Path::of)
                .toList());
    }

    /** The state of every file, by path. */
    Map<Path, Stamp> stamps() throws IOException {
        Map<Path, Stamp> stamps = new TreeMap<>();
        for (Path path : paths()) {
            try {
                BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
                stamps.put(path, new Stamp(file.lastModifiedTime(), file.size(), file.fileKey()));
            } catch (NoSuchFileException e) {
                // deleted since it was listed
            }
        }
        return stamps;
    }

    /** The bytes of every file as characters, by path: Camel decodes them, as it does at startup. */
    Map<Path, String> read() throws IOException {
        Map<Path, String> texts = new TreeMap<>();
        for (Path path : paths()) {
            try {
                if (Files.size(path) > MAX_SIZE) {
                    throw new IOException(path + " is longer than " + MAX_SIZE + " bytes");
                }
                texts.put(path, new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1));
            } catch (NoSuchFileException e) {
                // deleted since it was listed
            }
        }
        return texts;
    }

    /** A text from {@link #read} as bytes. */
    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private List<Path> paths() throws IOException {
        List<Path> paths = new ArrayList<>();
        for (Path pattern : patterns) {
            Path folder = pattern.getParent() == null ? Path.of("") : pattern.getParent();
            try (DirectoryStream<Path> found =
                    Files.newDirectoryStream(folder, pattern.getFileName().toString())) {
                for (Path path : found) {
                    // editors' temporary files begin with a dot
                    if (!path.getFileName().toString().startsWith(".")) {
                        paths.add(path);
                    }
                }
            } catch (NoSuchFileException e) {
                // no folder, no files
            } catch (UncheckedIOException | java.nio.file.DirectoryIteratorException e) {
                throw new IOException("Cannot list " + folder, e);
            }
        }
        return paths;
    }
}
