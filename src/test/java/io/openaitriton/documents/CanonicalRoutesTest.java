package io.openaitriton.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Every route file has the form that Camel's tools and Kaoto read and write, by Camel's own JSON schemas. */
class CanonicalRoutesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Camel's schemas have a keyword that is newer than their draft of JSON Schema. */
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V4,
            factory -> factory.metaSchema(JsonMetaSchema.builder(JsonMetaSchema.getV4())
                    .keyword(new NonValidationKeyword("deprecated"))
                    .build()));

    @ParameterizedTest
    @ValueSource(
            strings = {
                // of the Camel that the gateway is built with
                "/schema/camelYamlDsl.json",
                // the one form of each step, without abbreviations; the build takes it from a newer Camel
                "/canonical/schema/camelYamlDsl-canonical.json"
            })
    void everyRouteFileIsValid(String schema) throws IOException {
        JsonSchema routes;
        try (InputStream in = getClass().getResourceAsStream(schema)) {
            assertThat(in).as(schema).isNotNull();
            routes = SCHEMAS.getSchema(in);
        }
        List<Path> files = files();
        assertThat(files).hasSizeGreaterThan(60);
        for (Path file : files) {
            assertThat(routes.validate(read(file)).stream()
                            .filter(mistake -> !isOfTheSchema(mistake) && !isPlaceholder(mistake)))
                    .as(file.toString())
                    .isEmpty();
        }
    }

    /** The canonical schema of Camel 4.22.0 requires every data format of each unmarshal: it lists "one of" as "all of". */
    private static boolean isOfTheSchema(ValidationMessage mistake) {
        return mistake.getType().equals("required")
                && mistake.getInstanceLocation().toString().endsWith(".unmarshal");
    }

    /** Camel resolves placeholders before it reads a number or a boolean, which its schemas do not know. */
    private static boolean isPlaceholder(ValidationMessage mistake) {
        JsonNode value = mistake.getInstanceNode();
        return mistake.getType().equals("type")
                && value.isTextual()
                && value.textValue().matches("\\{\\{.*}}");
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> routes = Files.walk(Path.of("routes"));
                Stream<Path> examples = Files.walk(Path.of("examples"))) {
            return Stream.concat(routes, examples)
                    .filter(file -> file.toString().endsWith(".camel.yaml"))
                    .filter(file -> !file.toString().contains("target/"))
                    .sorted()
                    .toList();
        }
    }

    private static JsonNode read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromInputStream(in));
        }
    }
}
