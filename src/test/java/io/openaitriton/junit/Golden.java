package io.openaitriton.junit;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Expected texts of tests, one file each in {@code src/test/resources/golden/<subject>/}.
 *
 * <p>They are compared byte for byte. After an intended change, write the files again and read the difference before committing
 * it:
 *
 * <pre>{@code mvn test -Dtest=BuiltInPromptTest -Dgolden.update=true}</pre>
 *
 * <p>One test class has a subject, and names its files in string literals, so that {@code GoldenTest} can tell which files no test uses.
 */
public final class Golden {
    static final Path ROOT = Path.of("src/test/resources/golden");
    private static final String UPDATE = "golden.update";

    private final Path folder;

    private Golden(Path folder) {
        this.folder = folder;
    }

    /** The files of this subject. */
    public static Golden of(String subject) {
        return new Golden(ROOT.resolve(subject));
    }

    /** In another folder than those of the project's own files. */
    static Golden in(Path folder) {
        return new Golden(folder);
    }

    /** Fails unless this file holds this text, or writes it there when the system property {@code golden.update} is true. */
    public void check(String name, String actual) {
        check(name, actual, Boolean.getBoolean(UPDATE));
    }

    void check(String name, String actual, boolean update) {
        Path file = folder.resolve(name);
        byte[] bytes = actual.getBytes(StandardCharsets.UTF_8);
        try {
            if (update) {
                Files.createDirectories(file.getParent());
                Files.write(file, bytes);
                return;
            }
            if (!Files.exists(file)) {
                fail(
                        "There is no %s. Run this test with -D%s=true to write it; it would hold:%n%s",
                        file, UPDATE, actual);
            }
            byte[] expected = Files.readAllBytes(file);
            if (!Arrays.equals(bytes, expected)) {
                fail(
                        "The text is not that of %s (to keep it: -D%s=true)%n%s",
                        file, UPDATE, GoldenDifference.of(new String(expected, StandardCharsets.UTF_8), actual));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
