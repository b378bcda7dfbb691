package io.openaitriton.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The diagram in docs/tour.md is that of the routes. */
class RouteDiagramTest {
    @Test
    void theDiagramIsDrawnFromTheRoutes() throws IOException {
        String page = Files.readString(Path.of("docs/tour.md"));
        int at = page.indexOf("```mermaid\n") + "```mermaid\n".length();
        assertThat(page.substring(at, page.indexOf("```", at)))
                .as("put this into docs/tour.md:%n%s", diagram())
                .isEqualTo(diagram());
    }

    private static String diagram() throws IOException {
        Set<String> doors = new TreeSet<>();
        Set<String> arrows = new TreeSet<>();
        Map<String, Map<?, ?>> templates = new HashMap<>();
        Map<String, String> made = new HashMap<>();
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.sorted().toList()) {
                Object yaml = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
                for (Object entry : (List<?>) yaml) {
                    Map<?, ?> map = (Map<?, ?>) entry;
                    if (map.get("route") instanceof Map<?, ?> route) {
                        draw((String) route.get("id"), route, doors, arrows);
                    } else if (map.get("routeTemplate") instanceof Map<?, ?> template) {
                        templates.put((String) template.get("id"), (Map<?, ?>) template.get("route"));
                    } else if (map.get("templatedRoute") instanceof Map<?, ?> route) {
                        made.put((String) route.get("routeId"), (String) route.get("routeTemplateRef"));
                    }
                }
            }
        }
        made.forEach((id, template) -> draw(id, templates.get(template), doors, arrows));
        return "flowchart LR\n" + String.join("", doors) + String.join("", arrows);
    }

    private static void draw(String id, Map<?, ?> route, Set<String> doors, Set<String> arrows) {
        Map<?, ?> from = (Map<?, ?>) route.get("from");
        String uri = (String) from.get("uri");
        if (uri.startsWith("platform-http:")) {
            String method = (String) ((Map<?, ?>) from.get("parameters")).get("httpMethodRestrict");
            doors.add("    client([client]) -- \"%s %s\" --> %s\n"
                    .formatted(method, uri.substring("platform-http:".length()), id));
        }
        Set<String> called = new LinkedHashSet<>();
        uris(from.get("steps"), called);
        // the arrows to all models are there already
        called.removeIf(to -> to.contains("${"));
        for (String to : called) {
            String arrow = to.startsWith("direct:")
                    ? id + " --> " + to.substring("direct:".length())
                    : id + " -- " + to.substring(to.lastIndexOf('/') + 1) + " --> triton[(Triton)]";
            arrows.add("    " + arrow + "\n");
        }
    }

    private static void uris(Object step, Set<String> uris) {
        if (step instanceof Map<?, ?> map) {
            if (map.get("uri") instanceof String uri) {
                uris.add(uri);
            }
            map.values().forEach(value -> uris(value, uris));
        } else if (step instanceof Collection<?> list) {
            list.forEach(element -> uris(element, uris));
        }
    }
}
