package io.openaitriton.junit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A folder with the shipped routes and the example embedding models and cross-encoders. */
public final class EmbeddingRoutes {
    private final Path folder;

    private EmbeddingRoutes(Path folder) {
        this.folder = folder;
    }

    /** In a folder that is not there yet. */
    public static EmbeddingRoutes in(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        return new EmbeddingRoutes(folder);
    }

    /**
     * Adds a model.
     *
     * @param example name of its file, without the suffix
     * @param url of its Triton
     * @param properties more of its definition, each {@code name: value}
     */
    public EmbeddingRoutes add(String example, String url, String... properties) throws IOException {
        return write(example, example, false, url, properties);
    }

    /**
     * Adds a model of another name.
     *
     * @param name its own, and that of its definition
     */
    public EmbeddingRoutes addAs(String name, String example, String url, String... properties) throws IOException {
        return write(example, name, true, url, properties);
    }

    private EmbeddingRoutes write(String example, String bean, boolean renamed, String url, String... properties)
            throws IOException {
        String file = example + ".camel.yaml";
        Path embeddings = Path.of("examples/embeddings", file);
        String text = Files.readString(Files.exists(embeddings) ? embeddings : Path.of("examples/rerank", file));
        String own = text.replaceAll("(?s).*?        model: (\\S+).*", "$1");
        StringBuilder more = new StringBuilder();
        for (String property : properties) {
            String name = property.substring(0, property.indexOf(':'));
            text = text.replaceAll("        " + name + ": .*\n", "");
            more.append("        ").append(property).append('\n');
        }
        text = text.replaceAll("\\{\\{triton." + example + ".url[^}]*\\}\\}", url)
                .replace("        model: " + own + "\n", "        model: " + own + "\n" + more);
        if (renamed) {
            text = text.replaceAll("(name|value|routeId): (triton-)?" + example + "\n", "$1: $2" + bean + "\n")
                    .replace("model: " + own + "\n", "model: " + bean + "\n")
                    .replace("value: " + own + "\n", "value: " + bean + "\n")
                    .replaceAll("        names: .*\n", "");
        }
        Files.writeString(folder.resolve(bean + ".camel.yaml"), text);
        return this;
    }

    /** The setting that makes the gateway read them. */
    public String pattern() {
        return "file:" + folder + "/*.yaml";
    }
}
