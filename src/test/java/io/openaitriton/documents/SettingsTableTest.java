package io.openaitriton.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.camel.EmbeddingModel;
import io.openaitriton.camel.RerankModel;
import io.openaitriton.camel.TritonModel;
import io.openaitriton.camel.TritonReplicas;
import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The documents have exactly the existing settings. */
class SettingsTableTest {
    private static final Pattern OWN = Pattern.compile("`((?:triton|openai|gateway|simulator)\\.[a-z0-9.-]+)`");

    @Test
    void theTableOfSettingsHasEveryKey() throws IOException {
        Properties settings = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("application.properties"))) {
            settings.load(file);
        }
        Set<String> keys = settings.stringPropertyNames().stream()
                .filter(key -> OWN.matcher("`" + key + "`").matches())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> told = Files.readString(Path.of("docs/settings.md"))
                .lines()
                .filter(line -> line.startsWith("|"))
                .flatMap(line -> OWN.matcher(line).results().map(match -> match.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(told).isEqualTo(keys);
    }

    @Test
    void theTableOfDefinitionsHasEveryPropertyOfAModel() throws IOException, IntrospectionException {
        assertTable("docs/configuration.md", TritonModel.class);
    }

    @Test
    void theTableOfEmbeddingsHasEveryPropertyOfTheirModel() throws IOException, IntrospectionException {
        assertTable("docs/embeddings.md", EmbeddingModel.class);
    }

    @Test
    void theTableOfCrossEncodersHasEveryPropertyOfTheirModel() throws IOException, IntrospectionException {
        assertTable("docs/rerank.md", RerankModel.class);
    }

    @Test
    void theTableOfReplicasHasEveryPropertyOfTheirBalancer() throws IOException, IntrospectionException {
        assertTable("docs/replicas.md", TritonReplicas.class);
    }

    private static void assertTable(String page, Class<?> bean) throws IOException, IntrospectionException {
        Set<String> properties = Arrays.stream(Introspector.getBeanInfo(bean).getPropertyDescriptors())
                .filter(property -> property.getWriteMethod() != null)
                .map(PropertyDescriptor::getName)
                // Camel sets them
                .filter(name -> !Set.of("camelContext", "disabled", "generatedId", "id", "routeId")
                        .contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> told = Files.readString(Path.of(page))
                .lines()
                .filter(line -> line.matches("\\| `[a-zA-Z]+` \\|[^|]+\\|[^|]+\\|"))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(told).isEqualTo(properties);
    }
}
