package io.openaitriton.junit;

import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A gateway whose 70B model has two replicas, with the route file of examples/replicas. */
public final class TwoTritons {
    private static final Path EXAMPLE = Path.of("examples/replicas/llama-70b.camel.yaml");

    public final ManagementPort management;
    public final TritonSimulator a;
    public final TritonSimulator b;
    public final GatewayServer gateway;

    private TwoTritons(TritonSimulator a, TritonSimulator b, GatewayServer gateway, ManagementPort management) {
        this.a = a;
        this.b = b;
        this.gateway = gateway;
        this.management = management;
    }

    /** @param edits of the route file, as pairs of old and new text */
    public static TwoTritons start(Gateways gateways, Path folder, String... edits) throws IOException {
        return start(gateways, folder, List.of(), edits);
    }

    public static TwoTritons start(Gateways gateways, Path folder, List<String> settings, String... edits)
            throws IOException {
        TritonSimulator a = gateways.simulator();
        TritonSimulator b = gateways.simulator();
        ManagementPort management = ManagementPort.free();
        return new TwoTritons(
                a, b, gateway(gateways, folder, a.url(), b.url(), management, settings, edits), management);
    }

    /** A gateway with its 70B model at these addresses. */
    public static GatewayServer gateway(
            Gateways gateways,
            Path folder,
            String a,
            String b,
            ManagementPort management,
            List<String> settings,
            String... edits)
            throws IOException {
        routes(folder, edits);
        String[] all = management.settings(Stream.concat(
                        Stream.of(
                                "camel.main.routes-include-pattern",
                                "file:" + folder + "/*.yaml",
                                "triton.llama-70b.a.url",
                                a,
                                "triton.llama-70b.b.url",
                                b,
                                "triton.dialect",
                                "vllm"),
                        settings.stream())
                .toArray(String[]::new));
        return gateways.start(a, all);
    }

    private static void routes(Path folder, String... edits) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Path template = folder.resolve("triton-replicas.camel.yaml");
        String model = Files.readString(EXAMPLE);
        String steps = Files.readString(template);
        for (int i = 0; i < edits.length; i += 2) {
            if (!model.contains(edits[i]) && !steps.contains(edits[i])) {
                throw new IllegalArgumentException("The example has no " + Arrays.toString(edits));
            }
            model = model.replace(edits[i], edits[i + 1]);
            steps = steps.replace(edits[i], edits[i + 1]);
        }
        Files.writeString(folder.resolve(EXAMPLE.getFileName()), model);
        Files.writeString(template, steps);
    }
}
