package io.openaitriton.bench.faults;

import io.openaitriton.bench.Steps;
import io.openaitriton.bench.load.Rig;
import io.openaitriton.bench.load.Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tries the same faults on the translation in Lua and on the packaged gateway, and writes a table of the results for clients.
 * Arguments: the report's path, the gateway's folder, the home of a JDK.
 */
public final class Faults {
    private static final int TIMEOUT_MILLIS = 2000;
    private static final String NOTES = """
            - Timeouts of %d ms for both, else their defaults.
            - Triton is a script in place of a vLLM model. Its faults are the same at `generate`, which the Lua calls also for `stream: true`,
              and at `generate_stream`.
            - A real Triton ends a generation when its call of `generate_stream` ends; one of `generate` goes on to its last token.
            """.formatted(TIMEOUT_MILLIS);

    private final Map<String, Trial> trials = Trials.all();
    private final Map<String, List<String>> outcomes = new LinkedHashMap<>();
    private final List<String> names = new ArrayList<>();
    private final Steps steps = new Steps(2 * trials.size());
    private String note = "";

    private Faults() {
        trials.keySet().forEach(fault -> outcomes.put(fault, new ArrayList<>()));
    }

    public static void main(String[] args) throws Exception {
        Faults faults = new Faults();
        try (ScriptedTriton triton = new ScriptedTriton(Scripts.WELL)) {
            String limit = TIMEOUT_MILLIS + "ms;";
            Server lua = Server.nginxWithLua(
                    Rig.freePort(), triton.port(), "proxy_connect_timeout " + limit, "proxy_read_timeout " + limit);
            if (lua == null) {
                faults.note = "- There is no nginx with Lua here: no original to compare with.\n";
            } else {
                faults.tryAll(lua, triton);
            }
            faults.tryAll(
                    Server.gateway(
                            Path.of(args[1]),
                            args[2],
                            "gateway",
                            Rig.freePort(),
                            triton.port(),
                            "-Dtriton.connect-timeout=" + TIMEOUT_MILLIS,
                            "-Dtriton.first-byte-timeout=" + TIMEOUT_MILLIS,
                            "-Dtriton.idle-timeout=" + TIMEOUT_MILLIS),
                    triton);
        }
        Files.writeString(Path.of(args[0]), faults.table(), StandardOpenOption.APPEND);
    }

    private void tryAll(Server server, ScriptedTriton triton) throws Exception {
        try (server) {
            names.add(server.target().name());
            Client client = new Client(server.target().port());
            for (Map.Entry<String, Trial> trial : trials.entrySet()) {
                steps.next(server.target().name() + ", " + trial.getKey());
                triton.play(Scripts.WELL);
                String outcome = trial.getValue().outcome(triton, client);
                Rig.log("  " + outcome);
                outcomes.get(trial.getKey()).add(outcome);
            }
        }
    }

    private String table() {
        StringBuilder text = new StringBuilder(note)
                .append(NOTES)
                .append("\n| what goes wrong | ")
                .append(String.join(" | ", names))
                .append(" |\n|---|")
                .append("---|".repeat(names.size()))
                .append('\n');
        outcomes.forEach((fault, cells) -> text.append("| ")
                .append(fault)
                .append(" | ")
                .append(String.join(" | ", cells))
                .append(" |\n"));
        return text.toString();
    }
}
