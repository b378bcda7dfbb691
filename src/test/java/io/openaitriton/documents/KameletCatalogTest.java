package io.openaitriton.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The Kamelet is in the form of Camel's catalog, by the rules that the catalog checks its own with (camel-kamelets, script/validator). */
class KameletCatalogTest {
    private static final Path FOLDER = Path.of("src/main/resources/kamelets");
    private static final String SUFFIX = ".kamelet.yaml";
    private static final Pattern PARAMETER = Pattern.compile("\\{\\{\\??([A-Za-z0-9._-]+)(?::[^}]*)?}}");
    private static final String PREFIX = "camel.apache.org/";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode kamelet = read();
    private final JsonNode definition = kamelet.at("/spec/definition");

    @Test
    void nameTypeAndTitleAgree() {
        String type =
                kamelet.at("/metadata/labels").path(PREFIX + "kamelet.type").textValue();
        assertThat(type).isIn("source", "sink", "action");
        assertThat(kamelet.at("/metadata/name").textValue())
                .isEqualTo("openai-triton-action")
                .endsWith("-" + type);
        assertThat(definition.path("title").textValue())
                .endsWith(" " + type.substring(0, 1).toUpperCase() + type.substring(1));
        assertThat(definition.path("description").textValue()).isNotBlank();
        assertThat(definition.path("type").textValue()).isEqualTo("object");
    }

    @Test
    void itHasTheAnnotationsOfTheCatalog() throws Exception {
        JsonNode annotations = kamelet.at("/metadata/annotations");
        assertThat(annotations.path(PREFIX + "kamelet.support.level").textValue())
                .isIn("Preview", "Stable");
        for (String name : List.of("kamelet.group", "kamelet.namespace", "provider")) {
            assertThat(annotations.path(PREFIX + name).textValue()).as(name).isNotBlank();
        }
        try (CamelContext context = new DefaultCamelContext()) {
            assertThat(annotations.path(PREFIX + "catalog.version").textValue()).isEqualTo(context.getVersion());
        }
        String icon = annotations.path(PREFIX + "kamelet.icon").textValue();
        assertThat(icon).startsWith("data:image/svg+xml;base64,");
        byte[] svg = Base64.getDecoder().decode(icon.substring(icon.indexOf(',') + 1));
        assertThat(new String(svg, StandardCharsets.UTF_8)).startsWith("<svg ").endsWith("</svg>");
    }

    @Test
    void everyPropertyIsDescribed() {
        definition.path("properties").properties().forEach(entry -> {
            JsonNode property = entry.getValue();
            assertThat(property.path("type").textValue())
                    .as(entry.getKey())
                    .isIn("string", "integer", "number", "boolean");
            assertThat(property.path("description").textValue())
                    .as(entry.getKey())
                    .isNotBlank();
            assertThat(property.path("title").textValue())
                    .as(entry.getKey())
                    .matches("\\p{Lu}.*")
                    .doesNotMatch("(The|A|An) .*");
            for (String word : property.path("title").textValue().split("[ -]")) {
                assertThat(word).as(entry.getKey()).matches("\\p{Lu}.*|of|in|text|begin");
            }
            if (property.has("enum")) {
                assertThat(property.path("enum")).as(entry.getKey()).contains(property.path("default"));
            }
        });
    }

    @Test
    void requiredPropertiesHaveNoDefaultAndAllOthersHaveOne() {
        Set<String> required = new TreeSet<>();
        definition
                .path("required")
                .forEach(name -> assertThat(required.add(name.textValue()))
                        .as(name.textValue())
                        .isTrue());
        Set<String> without = new TreeSet<>();
        definition.path("properties").properties().forEach(entry -> {
            if (!entry.getValue().has("default")) {
                without.add(entry.getKey());
            }
        });
        assertThat(without).isEqualTo(required);
    }

    @Test
    void everyParameterIsDeclaredAndUsed() {
        Set<String> declared = new TreeSet<>();
        definition.path("properties").fieldNames().forEachRemaining(declared::add);
        kamelet.at("/spec/template/beans")
                .forEach(bean -> declared.add(bean.path("name").textValue()));
        Set<String> used = new TreeSet<>();
        Matcher parameters = PARAMETER.matcher(kamelet.at("/spec/template").toString());
        while (parameters.find()) {
            used.add(parameters.group(1));
        }
        assertThat(used).isEqualTo(declared);
    }

    @Test
    void itNamesTheComponentsThatItsStepsNeed() {
        List<String> dependencies = new ArrayList<>();
        kamelet.at("/spec/dependencies").forEach(name -> dependencies.add(name.textValue()));
        assertThat(dependencies)
                .contains("camel:core", "camel:kamelet", "camel:bean", "camel:http", "camel:jackson")
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "http://triton:8000, true",
        "https://10.0.0.1, true",
        "http://gateway/models/a, true",
        "http://triton:8000/, false",
        "triton:8000, false",
        "ftp://triton, false",
        "http://, false",
        "http://a:8000 , true",
        "'http://a:8000,http://b:8000', false"
    })
    void aUrlThatIsNoneIsFoundByItsPattern(String url, boolean good) {
        String pattern = definition.at("/properties/url/pattern").textValue();
        assertThat(Pattern.compile(pattern).matcher(url).find()).isEqualTo(good);
    }

    private static JsonNode read() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<Path> kamelets =
                    files.filter(file -> file.toString().endsWith(SUFFIX)).toList();
            assertThat(kamelets).hasSize(1);
            try (InputStream in = Files.newInputStream(kamelets.get(0))) {
                JsonNode kamelet =
                        JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromInputStream(in));
                assertThat(kamelets.get(0).getFileName())
                        .hasToString(kamelet.at("/metadata/name").textValue() + SUFFIX);
                return kamelet;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
