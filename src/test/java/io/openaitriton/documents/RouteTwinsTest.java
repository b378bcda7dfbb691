package io.openaitriton.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.junit.RouteDump;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The routes in XML say what the routes in YAML say, step by step. */
class RouteTwinsTest {
    private static final Path YAML = Path.of("routes");
    private static final Path XML = Path.of("examples/routes-xml");
    private static final Path THIRD_MODEL = Path.of("examples/third-model");

    private static final Pattern XML_WORD =
            Pattern.compile("(?<=[a-z]=\")(?!1.0|UTF-8|http://camel)[^\"]+(?=\")|(?<=>)[^<>\\s][^<>]*(?=</)");
    private static final Pattern XML_STEP = Pattern.compile("\n +<(bean|to|json|removeHeaders|property)[^>]*/>");
    private static final Pattern YAML_WORD = Pattern.compile("(?m)^(?! *#).*: \"?[^\n\"]+");

    @TempDir
    private static Path folder;

    @Test
    void everyRouteHasATwin() throws IOException {
        assertThat(routes(XML, ".camel.xml")).isEqualTo(routes(YAML, ".camel.yaml"));
    }

    @TestFactory
    Stream<DynamicTest> twinsAreEqual() throws IOException {
        return Stream.concat(routes(YAML, ".camel.yaml").stream(), Stream.of("llama-3b"))
                .map(route -> DynamicTest.dynamicTest(
                        route,
                        () -> assertThat(RouteDump.of(xml(route), folder))
                                .contains("id=\"" + (route.startsWith("llama-") ? "triton-" : "") + route + "\"")
                                .isEqualTo(RouteDump.of(yaml(route), folder))));
    }

    /** Proves that the test above is complete: it notices every changed word and every missing step. */
    @TestFactory
    Stream<DynamicTest> anEditOfOneTwinIsSeen() throws IOException {
        return routes(XML, ".camel.xml").stream()
                .flatMap(route -> Stream.of(xml(route), yaml(route)))
                .map(file -> DynamicTest.dynamicTest(file.toString(), () -> {
                    String name = file.getFileName().toString();
                    String dump = RouteDump.of(file, folder);
                    assertThat(edits(name, Files.readString(file)))
                            .isNotEmpty()
                            .allSatisfy(edit -> assertThat(dumpOrFailure(name, edit))
                                    .as(edit)
                                    .isNotEqualTo(dump));
                }));
    }

    private static String dumpOrFailure(String name, String text) {
        try {
            return RouteDump.of(name, text, folder);
        } catch (Exception e) {
            return "not loaded: " + e;
        }
    }

    /** The text with each of its words changed, and with each of its steps of one line left out. */
    private static List<String> edits(String name, String text) {
        List<String> edits = new ArrayList<>();
        Matcher word = (name.endsWith(".xml") ? XML_WORD : YAML_WORD).matcher(text);
        while (word.find()) {
            edits.add(text.substring(0, word.end()) + "x" + text.substring(word.end()));
        }
        Matcher step = XML_STEP.matcher(text);
        while (step.find()) {
            edits.add(text.substring(0, step.start()) + text.substring(step.end()));
        }
        return edits;
    }

    private static Path yaml(String route) {
        return (route.equals("llama-3b") ? THIRD_MODEL : YAML).resolve(route + ".camel.yaml");
    }

    private static Path xml(String route) {
        return (route.equals("llama-3b") ? THIRD_MODEL : XML).resolve(route + ".camel.xml");
    }

    private static Set<String> routes(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(suffix))
                    .map(name -> name.substring(0, name.length() - suffix.length()))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
