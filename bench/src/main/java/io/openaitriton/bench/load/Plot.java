package io.openaitriton.bench.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A plot of a few lines as SVG. */
final class Plot {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 360;
    private static final int LEFT = 70;
    private static final int RIGHT = 190;
    private static final int TOP = 40;
    private static final int BOTTOM = 50;
    private static final List<String> COLOURS = List.of("#1b6ca8", "#c0392b", "#2e8b57", "#8e44ad", "#d68910", "#555555");

    private final String title;
    private final String x;
    private final String y;
    private final Map<String, List<double[]>> lines = new LinkedHashMap<>();

    Plot(String title, String x, String y) {
        this.title = title;
        this.x = x;
        this.y = y;
    }

    /** Adds a line through points of x and y. */
    Plot line(String name, List<double[]> points) {
        lines.put(name, points);
        return this;
    }

    /** The points of each line. */
    Map<String, List<double[]>> lines() {
        return lines;
    }

    String svg() {
        double maxX = max(0);
        double maxY = max(1) * 1.05;
        StringBuilder svg = new StringBuilder();
        append(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">%n", WIDTH, HEIGHT);
        append(svg, "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>%n", WIDTH, HEIGHT);
        append(svg, "<text x=\"%d\" y=\"22\" font-size=\"15\">%s</text>%n", LEFT, title);
        for (int i = 0; i <= 5; i++) {
            double px = LEFT + i / 5.0 * (WIDTH - LEFT - RIGHT);
            double py = HEIGHT - BOTTOM - i / 5.0 * (HEIGHT - TOP - BOTTOM);
            append(svg, "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>%n", LEFT, WIDTH - RIGHT, py, py);
            append(svg, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n", px, HEIGHT - BOTTOM + 18, number(maxX * i / 5));
            append(svg, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n", LEFT - 6, py + 4, number(maxY * i / 5));
        }
        append(svg, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>%n", (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, x);
        append(svg, "<text transform=\"translate(16,%d) rotate(-90)\" text-anchor=\"middle\">%s</text>%n", HEIGHT / 2, y);
        int line = 0;
        for (Map.Entry<String, List<double[]>> entry : lines.entrySet()) {
            String colour = COLOURS.get(line % COLOURS.size());
            StringBuilder points = new StringBuilder();
            for (double[] point : entry.getValue()) {
                append(points, "%.1f,%.1f ", LEFT + point[0] / maxX * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - point[1] / maxY * (HEIGHT - TOP - BOTTOM));
            }
            append(svg, "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>%n", colour, points.toString().trim());
            append(svg, "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>%n", WIDTH - RIGHT + 12, TOP + 12 + 18 * line, colour, entry.getKey());
            line++;
        }
        return svg.append("</svg>\n").toString();
    }

    private double max(int axis) {
        return Math.max(1e-9, lines.values().stream().flatMap(List::stream).mapToDouble(point -> point[axis]).max().orElse(1));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 10 || value == 0 ? "%.0f" : "%.1f", value);
    }

    private static void append(StringBuilder to, String format, Object... values) {
        to.append(String.format(Locale.ROOT, format, values));
    }
}
