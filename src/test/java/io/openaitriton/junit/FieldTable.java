package io.openaitriton.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The table of a page that lists the fields of a request: those that are read, and a row of those that are refused. */
public final class FieldTable {
    private static final Pattern FIELD = Pattern.compile("`([a-z_0-9]+)`");

    private final List<String> rows;

    private FieldTable(List<String> rows) {
        this.rows = rows;
    }

    /** The table between two headings. */
    public static FieldTable of(String file, String from, String to) {
        try {
            String page = Files.readString(Path.of(file));
            String section = page.substring(page.indexOf(from), page.indexOf(to));
            return new FieldTable(
                    section.lines().filter(line -> line.startsWith("| `")).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Set<String> refused() {
        return fields(FieldTable::isRefused);
    }

    public Set<String> read() {
        return fields(row -> !isRefused(row));
    }

    private static boolean isRefused(String row) {
        return row.contains("| refused: ");
    }

    private Set<String> fields(Predicate<String> which) {
        return rows.stream()
                .filter(which)
                .map(row -> row.substring(0, row.indexOf('|', 1)))
                .flatMap(cell -> FIELD.matcher(cell).results())
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
