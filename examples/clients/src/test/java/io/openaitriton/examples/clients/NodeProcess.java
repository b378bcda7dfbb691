package io.openaitriton.examples.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A finished run of node or npm.
 *
 * @param output what it printed, errors among it
 */
record NodeProcess(int exitCode, String output) {

    /**
     * Runs a command to its end, without input.
     *
     * @throws IOException if there is no such command here
     */
    static NodeProcess run(Path folder, Map<String, String> environment, int minutes, String... command)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile("node", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                throw new AssertionError(
                        String.join(" ", command) + " took over " + minutes + " min:\n" + Files.readString(log));
            }
            return new NodeProcess(process.exitValue(), Files.readString(log));
        } finally {
            Files.delete(log);
        }
    }
}
