package io.openaitriton.real;

import io.openaitriton.junit.ByteTokenizer;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** A gateway before a {@link RealTriton}: the shipped routes, but with a model's file for each of the server's models. */
final class TritonGateway {
    /** Gives a message's text to the model as it is, and has a place for images. */
    private static final String TEMPLATE =
            "{% for m in messages %}{% if m.content is string %}{{ m.content }}{% else %}"
                    + "{% for p in m.content %}{{ '<image>' if p.type == 'image' else p.text }}{% endfor %}{% endif %}{% endfor %}";

    /** What the name of a model begins with whose {@code upstream} is {@code stream}. */
    private static final String GATHERED = "gathered-";

    /** What the name of a model begins with that has a {@code tokenizer}, to which every byte is a token. */
    private static final String COUNTED = "counted-";

    /** What the name of a model ends with whose events have the text so far. */
    private static final String ACCUMULATE = "_accumulate";

    /** A model is asked for by its name. */
    private static final String ROUTER = """
        - route:
            id: openai-router
            routeConfigurationId: openai-errors
            from:
              uri: direct:openai-router
              steps:
                - toD:
                    uri: "direct:triton-${exchangeProperty.openaiModel}"
        """;

    private TritonGateway() {}

    /**
     * Starts one.
     *
     * @param gateways that close it
     * @param folder for its routes
     * @param models names of models at the server, also after {@code gathered-} or {@code counted-}
     * @param settings pairs of key and value
     */
    static GatewayServer start(Gateways gateways, Path folder, RealTriton triton, String[] models, String... settings)
            throws IOException {
        return start(gateways, folder, triton, TEMPLATE, models, settings);
    }

    /** The same with another chat template. */
    static GatewayServer start(
            Gateways gateways, Path folder, RealTriton triton, String chatTemplate, String[] models, String... settings)
            throws IOException {
        Path routes = Files.createDirectories(folder.resolve("routes"));
        Path template = Files.writeString(folder.resolve("plain.jinja"), chatTemplate);
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            // not its models, which this server does not have
            for (Path file : files.filter(one -> !one.getFileName().toString().startsWith("llama-"))
                    .toList()) {
                Files.copy(file, routes.resolve(file.getFileName()));
            }
        }
        Files.writeString(routes.resolve("openai-router.camel.yaml"), ROUTER);
        Path tokenizer = ByteTokenizer.in(folder);
        String shipped = Files.readString(Path.of("routes/llama-8b.camel.yaml"));
        for (int i = 0; i < models.length; i++) {
            String model = models[i];
            String properties = "upstream: " + (model.startsWith(GATHERED) ? "stream" : "generate")
                    + (model.startsWith(COUNTED) ? "\n        tokenizer: " + tokenizer : "")
                    + (model.endsWith(ACCUMULATE) ? "\n        cumulative: true" : "");
            Files.writeString(
                    routes.resolve("model-" + i + ".camel.yaml"),
                    shipped.replace("{{triton.llama-8b.url}}", triton.url())
                            .replace("names: \"*8b*\"", properties)
                            .replace("llama-8b", model)
                            .replace(
                                    "Meta-Llama-3.1-8B-Instruct",
                                    model.replace(GATHERED, "").replace(COUNTED, "")));
        }
        String[] all = Arrays.copyOf(settings, settings.length + 4);
        all[settings.length] = "camel.main.routes-include-pattern";
        all[settings.length + 1] = "file:" + routes + "/*.yaml";
        all[settings.length + 2] = "openai.template";
        all[settings.length + 3] = template.toString();
        return gateways.start(triton.url(), all);
    }
}
