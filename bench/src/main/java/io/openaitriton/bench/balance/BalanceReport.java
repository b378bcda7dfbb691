package io.openaitriton.bench.balance;

import io.openaitriton.bench.Steps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** The report in Markdown, with plots as SVG files next to it, and a CSV file with the figures of the plots. */
final class BalanceReport {
    private final Path path;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder raw = new StringBuilder("traffic,plot,axis,x,policy,hit_rate,p50_s,p99_s,answers_a_second,imbalance\n");

    private boolean rawWritten;

    /** @param path null writes nothing */
    BalanceReport(Path path) {
        this.path = path;
    }

    void section(String title, String words) {
        if (path != null) {
            log(title);
        }
        text.append("\n## ").append(title).append("\n\n");
        if (words != null) {
            text.append(words).append("\n");
        }
    }

    void table(String... columns) {
        text.append("\n| ").append(String.join(" | ", columns)).append(" |\n|").append("---|".repeat(columns.length)).append('\n');
    }

    void row(String first, String second, String... values) {
        text.append("| ").append(first).append(" | ").append(second).append(" | ").append(String.join(" | ", values)).append(" |\n");
    }

    void words(String line) {
        text.append('\n').append(line).append('\n');
    }

    void chart(Chart chart) {
        if (path == null) {
            return;
        }
        String name = path.getFileName().toString().replace(".md", "") + "-" + chart.title().replaceAll("[^a-zA-Z0-9]+", "-").toLowerCase(Locale.ROOT) + ".svg";
        try {
            Files.writeString(path.resolveSibling(name), chart.svg());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        text.append("\n![").append(chart.title()).append("](").append(name).append(")\n");
    }

    void raw(String of, double x, Balancer balancer, Results results) {
        raw.append(String.format(
                Locale.ROOT,
                "%s,%s,%s,%.4f,%.4f,%.4f,%.2f,%.3f%n",
                of,
                x,
                balancer.title,
                results.hitRate(),
                results.first(50),
                results.first(99),
                results.throughput(),
                results.imbalance()));
    }

    void log(String line) {
        Steps.log(line);
    }

    /** Adds the new results to the report, so that an aborted long run keeps what it has. */
    void write() throws IOException {
        if (!rawWritten && raw.indexOf("\n") < raw.length() - 1) {
            String csv = path.getFileName().toString().replace(".md", ".csv");
            Files.writeString(path.resolveSibling(csv), raw);
            text.append("\nThe figures of the plots: [").append(csv).append("](").append(csv).append(")\n");
            rawWritten = true;
        }
        Files.writeString(path, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        text.setLength(0);
    }
}
