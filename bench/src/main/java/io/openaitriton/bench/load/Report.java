package io.openaitriton.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.HdrHistogram.Histogram;

/** A table of the measurements, one column for each target; with plots next to it, and a CSV file with every figure. */
final class Report {
    private static final Map<String, String> TARGETS = Map.ofEntries(
            Map.entry("CPU of a request, us", "55"),
            Map.entry("requests a second, 32 connections", "20000"),
            Map.entry("1000 requests a second: p50, ms", "0.5 more than Triton itself"),
            Map.entry("1000 requests a second: p99, ms", "2 more than Triton itself"),
            Map.entry("CPU of a chunk, us", "50"),
            Map.entry("200 streams: first token, p99, ms", "3 more than Triton itself"),
            Map.entry("streams at a time", "8000 from JDK 21, 1000 before"),
            Map.entry("resident then, MiB", "1229"),
            Map.entry("of these failed", "0"),
            Map.entry("client leaves to Triton's connection gone, p99, ms", "200"),
            Map.entry("start to first answer, s (median)", "1.5"));

    private final Path path;
    private final Map<String, String> targets;
    private final Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    private final Set<String> columns = new LinkedHashSet<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> sections = new ArrayList<>();
    private final Map<String, Plot> plots = new LinkedHashMap<>();
    private final StringBuilder raw = new StringBuilder("measurement,of,x,value\n");

    Report(Path path) {
        this(path, TARGETS);
    }

    private Report(Path path, Map<String, String> targets) {
        this.path = path;
        this.targets = targets;
    }

    /** A report whose rows have no target values. */
    static Report withoutTargets(Path path) {
        return new Report(path, Map.of());
    }

    void put(String row, String column, double value, int decimals) {
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        Rig.log("  " + row + ": " + text);
        append(row, column, "", value);
        put(row, column, text);
    }

    /** What is known without measuring. */
    void put(String row, String column, String text) {
        columns.add(column);
        rows.computeIfAbsent(row, key -> new LinkedHashMap<>()).put(column, text);
    }

    /** One figure of several that are summed up in a row: that of a round, or of a percentile. */
    void raw(String measurement, String of, double x, double value) {
        append(measurement, of, Double.toString(x), value);
    }

    private void append(String measurement, String of, String x, double value) {
        raw.append(String.format(Locale.ROOT, "\"%s\",\"%s\",%s,%s%n", measurement, of, x, value));
    }

    void note(String note) {
        Rig.log("  " + note);
        notes.add(note);
    }

    /** Adds a section with lines as they are. */
    void code(String title, String lines) {
        sections.add("## " + title + "\n\n```\n" + lines + "\n```\n");
    }

    /** A plot next to the report, to which lines may be added. */
    Plot plot(String title, String x, String y) {
        return plots.computeIfAbsent(title, key -> new Plot(title, x, y));
    }

    /** Adds to a plot how long something took, in milliseconds by percentile. */
    void percentiles(String title, String name, Histogram micros) {
        List<double[]> points = new ArrayList<>();
        for (double percentile = 0; percentile <= 99; percentile += 1) {
            points.add(new double[] {percentile, micros.getValueAtPercentile(percentile) / 1000.0});
        }
        for (double percentile : new double[] {99.9, 99.99, 100}) {
            raw(title, name, percentile, micros.getValueAtPercentile(percentile) / 1000.0);
        }
        plot(title, "percentile", "ms").line(name, points);
    }

    void write() throws IOException {
        boolean held = !targets.isEmpty();
        StringBuilder text = new StringBuilder(held ? "| | target |" : "| |");
        columns.forEach(column -> text.append(' ').append(column).append(" |"));
        text.append(held ? "\n|---|---|" : "\n|---|").append("---|".repeat(columns.size())).append('\n');
        rows.forEach((row, values) -> {
            text.append("| ").append(row).append(" |");
            if (held) {
                text.append(' ').append(targets.getOrDefault(row, "")).append(" |");
            }
            columns.forEach(column ->
                    text.append(' ').append(values.getOrDefault(column, "")).append(" |"));
            text.append('\n');
        });
        notes.forEach(note -> text.append("\n- ").append(note));
        text.append('\n');
        for (Map.Entry<String, Plot> plot : plots.entrySet()) {
            String name = plot.getKey().replaceAll("[^a-zA-Z0-9]+", "-").toLowerCase(Locale.ROOT);
            String svg = path.getFileName().toString().replace(".md", "-" + name + ".svg");
            Files.writeString(path.resolveSibling(svg), plot.getValue().svg());
            plot.getValue().lines().forEach((line, points) ->
                    points.forEach(point -> raw(plot.getKey(), line, point[0], point[1])));
            text.append("\n![").append(plot.getKey()).append("](").append(svg).append(")\n");
        }
        sections.forEach(section -> text.append('\n').append(section));
        String csv = path.getFileName().toString().replace(".md", ".csv");
        Files.writeString(path.resolveSibling(csv), raw);
        text.append("\nEvery figure: [").append(csv).append("](").append(csv).append(")\n");
        Files.writeString(path, text, StandardOpenOption.APPEND);
    }
}
