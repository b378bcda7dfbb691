package io.openaitriton.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of error codes has exactly the codes in the gateway's answers. */
class ErrorCodesTest {
    private static final Path SOURCES = Path.of("src/main/java");

    /** Where a failure gets its code: the fourth argument of {@code of}, the second of the others. */
    private static final Pattern CODE = Pattern.compile(
            "(?:ApiException\\.of\\(\\s*(?:\\w+(?: \\? \\w+ : \\w+)?),\\s*[\\w\"]+,\\s*(?:\"\\w+\"|[\\w.()]+),\\s*"
                    + "|ApiException\\.server\\(\\s*\\w+,\\s*|\\berror\\(\\s*\\d+,\\s*|\\bunavailable\\(\\s*\\w+,\\s*|\\binvalid\\(\\s*e,\\s*)"
                    + "(?:\\w+ \\? )?\"\\w+\"");

    private static final Pattern NAMED = Pattern.compile(
            "String (?:CODE|THREAD|LIMITED) = \"\\w+\";|(?<=code = )\"unsupported_\\w+\"|\"model_not_found\"");

    private static final Pattern ROW = Pattern.compile("^\\| \\d{3} \\| `(\\w+)` \\|", Pattern.MULTILINE);

    @Test
    void everyCodeHasARow() throws IOException {
        Set<String> written = ROW.matcher(Files.readString(Path.of("docs/error-codes.md")))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(written).isEqualTo(codes());
    }

    private static Set<String> codes() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("simulator"))
                    // the page's own API
                    .filter(file -> !file.getParent().endsWith("page"))
                    .filter(file -> !file.endsWith("ApiException.java"))
                    .flatMap(ErrorCodesTest::codes)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Stream<String> codes(Path file) {
        try {
            String source = Files.readString(file);
            if (!source.contains("ApiException")) {
                return Stream.of();
            }
            return Stream.of(CODE, NAMED)
                    .flatMap(pattern -> pattern.matcher(source).results())
                    .map(found -> found.group().replaceAll("(?s).*\"(\\w+)\";?$", "$1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
