package io.openaitriton.bench.balance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A plot of lines over some places, such as numbers of replicas, as SVG. */
final class Chart {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 360;
    private static final int LEFT = 70;
    private static final int RIGHT = 170;
    private static final int TOP = 40;
    private static final int BOTTOM = 50;
    private static final List<String> COLOURS = List.of("#7f7f7f", "#1b6ca8", "#d68910", "#8e44ad", "#c0392b", "#2e8b57");

    private final String title;
    private final String x;
    private final String y;
    private final boolean log;
    private final List<String> places;
    private final Map<String, List<Double>> lines = new LinkedHashMap<>();

    /** @param log whether the y axis is logarithmic; else it begins with 0 */
    Chart(String title, String x, String y, boolean log, List<String> places) {
        this.title = title;
        this.x = x;
        this.y = y;
        this.log = log;
        this.places = places;
    }

    /** Adds a value to a line, at its next place. */
    void add(String line, double value) {
        lines.computeIfAbsent(line, key -> new ArrayList<>()).add(value);
    }

    String title() {
        return title;
    }

    String svg() {
        double max = lines.values().stream().flatMap(List::stream).mapToDouble(v -> v).max().orElse(1);
        double min = lines.values().stream().flatMap(List::stream).mapToDouble(v -> v).min().orElse(1);
        double top = log ? Math.pow(10, Math.ceil(Math.log10(max))) : max * 1.05;
        double bottom = log ? Math.pow(10, Math.floor(Math.log10(Math.max(1e-3, min)))) : 0;
        StringBuilder svg = new StringBuilder();
        put(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">%n", WIDTH, HEIGHT);
        put(svg, "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>%n", WIDTH, HEIGHT);
        put(svg, "<text x=\"%d\" y=\"22\" font-size=\"15\">%s</text>%n", LEFT, title);
        int steps = log ? (int) Math.round(Math.log10(top / bottom)) : 5;
        for (int i = 0; i <= steps; i++) {
            double value = log ? bottom * Math.pow(10, i) : top * i / steps;
            double py = at(value, bottom, top);
            put(svg, "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>%n", LEFT, WIDTH - RIGHT, py, py);
            put(svg, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n", LEFT - 6, py + 4, number(value));
        }
        for (int i = 0; i < places.size(); i++) {
            put(svg, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n", place(i), HEIGHT - BOTTOM + 18, places.get(i));
        }
        put(svg, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>%n", (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, x);
        put(svg, "<text transform=\"translate(16,%d) rotate(-90)\" text-anchor=\"middle\">%s</text>%n", HEIGHT / 2, y);
        int line = 0;
        for (Map.Entry<String, List<Double>> entry : lines.entrySet()) {
            String colour = COLOURS.get(line % COLOURS.size());
            StringBuilder points = new StringBuilder();
            for (int i = 0; i < entry.getValue().size(); i++) {
                double py = at(entry.getValue().get(i), bottom, top);
                put(points, "%.1f,%.1f ", place(i), py);
                put(svg, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n", place(i), py, colour);
            }
            put(svg, "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>%n", colour, points.toString().trim());
            put(svg, "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>%n", WIDTH - RIGHT + 12, TOP + 12 + 18 * line, colour, entry.getKey());
            line++;
        }
        return svg.append("</svg>\n").toString();
    }

    private double place(int index) {
        return LEFT + 20 + (WIDTH - LEFT - RIGHT - 40) * (places.size() == 1 ? 0.5 : (double) index / (places.size() - 1));
    }

    private double at(double value, double bottom, double top) {
        double part = log ? Math.log10(Math.max(value, bottom) / bottom) / Math.log10(top / bottom) : value / top;
        return HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM);
    }

    private static String number(double value) {
        return value >= 10 || value == 0
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.3f", value).replaceAll("0+$", "").replaceAll("[.]$", "");
    }

    private static void put(StringBuilder to, String format, Object... values) {
        to.append(String.format(Locale.ROOT, format, values));
    }
}
