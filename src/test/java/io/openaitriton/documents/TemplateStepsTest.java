package io.openaitriton.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.camel.TritonModel;
import io.openaitriton.triton.dialect.Dialects;
import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Copies of the steps of a model's route match the template. */
class TemplateStepsTest {
    private static final Path TEMPLATE = Path.of("routes/triton-model.camel.yaml");
    private static final Path KAMELET = Path.of("src/main/resources/kamelets/openai-triton-action.kamelet.yaml");
    private static final Path WRITTEN_OUT = Path.of("examples/written-out-model/llama-3b.camel.yaml");

    /** Names that a Kamelet cannot share with routes: its settings are its parameters, its beans are its own. */
    private static final Map<String, String> OF_THE_KAMELET = Map.of(
            "{{tritonModel}}", "{{name}}",
            "{{openaiPermission}}", "openaiPermission",
            "{{openaiObservation}}", "openaiObservation",
            "{{openaiTokenLimit}}", "openaiTokenLimit",
            "{{tritonQueue}}", "tritonQueue",
            "#{{tritonHttp}}", "#tritonHttp",
            "{{connectTimeout}}", "{{triton.connect-timeout}}",
            "{{firstByteTimeout}}", "{{triton.first-byte-timeout}}",
            "{{maxConnections}}", "{{gateway.max-requests}}");

    @Test
    void theKameletsAreThoseOfTheTemplate() throws IOException {
        Map<?, ?> from = (Map<?, ?>) ((Map<?, ?>) spec().get("template")).get("from");
        Map<?, ?> tried = (Map<?, ?>) ((Map<?, ?>) ((List<?>) from.get("steps")).get(0)).get("doTry");
        List<Object> steps = template();
        assertThat(normal(tried.get("steps"), OF_THE_KAMELET).toString())
                .contains(steps.toString().replaceFirst("^\\[", "").replaceFirst("]$", ""));
    }

    @Test
    void thoseOfTheRouteThatIsWrittenOutAreToo() throws IOException {
        Map<?, ?> route = (Map<?, ?>) ((Map<?, ?>) ((List<?>) read(WRITTEN_OUT)).get(1)).get("route");
        Map<?, ?> from = (Map<?, ?>) route.get("from");
        String url = "{{triton.llama-3b.url:http://127.0.0.1:8000}}/v2/models/Llama-3.2-3B-Instruct/";
        Map<String, String> names = Map.of(
                "llama-3b",
                "{{name}}",
                url + "generate",
                "{{url}}/v2/models/{{model}}/generate",
                url + "generate_stream",
                "{{url}}/v2/models/{{model}}/generate_stream");
        assertThat(normal(from.get("steps"), names)).isEqualTo(template());
    }

    @Test
    void theKameletHasEveryPropertyOfADefinitionByItsName() throws IOException, IntrospectionException {
        Set<String> properties = Arrays.stream(
                        Introspector.getBeanInfo(TritonModel.class).getPropertyDescriptors())
                .filter(property -> property.getWriteMethod() != null)
                .map(PropertyDescriptor::getName)
                // Camel's own, and the names that the router reads: no router sends to a Kamelet
                .filter(name -> !Set.of("camelContext", "names").contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
        Map<?, ?> definition = beans().stream()
                .filter(bean -> "tritonModel".equals(bean.get("name")))
                .map(bean -> (Map<?, ?>) bean.get("properties"))
                .findFirst()
                .orElseThrow();
        assertThat(definition)
                .allSatisfy((name, value) -> assertThat(value).isEqualTo("{{" + name + "}}"))
                .extracting(Map::keySet)
                .extracting(TreeSet::new)
                .isEqualTo(properties);
        assertThat(parameters().keySet().stream().map(String::valueOf)).containsAll(properties);
    }

    @Test
    void theKameletHasEveryDialect() throws IOException {
        assertThat(((Map<?, ?>) parameters().get("dialect")).get("enum"))
                .isEqualTo(Stream.concat(Stream.of("auto"), Dialects.NAMES.stream())
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "dialect, triton.dialect",
        "upstream, triton.upstream",
        "controlTokensInContent, openai.control-tokens",
        "templateTimeout, openai.template-timeout",
        "templateMemory, openai.template-memory",
        "temperature, openai.temperature",
        "topP, openai.top-p",
        "maxTokens, openai.max-tokens",
        "connectTimeout, triton.connect-timeout",
        "firstByteTimeout, triton.first-byte-timeout",
        "idleTimeout, triton.idle-timeout",
        "totalTimeout, triton.total-timeout"
    })
    void theKameletsDefaultsAreThoseOfTheSettings(String parameter, String setting) throws IOException {
        Properties defaults = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("src/main/resources/openai-triton/defaults.properties"))) {
            defaults.load(file);
        }
        assertThat(String.valueOf(((Map<?, ?>) parameters().get(parameter)).get("default")))
                .isEqualTo(defaults.getProperty(setting));
    }

    private static List<Object> template() throws IOException {
        List<?> file = (List<?>) read(TEMPLATE);
        Map<?, ?> template = (Map<?, ?>) ((Map<?, ?>) file.get(file.size() - 1)).get("routeTemplate");
        Map<?, ?> from = (Map<?, ?>) ((Map<?, ?>) template.get("route")).get("from");
        return ((List<?>) from.get("steps")).stream().map(step -> (Object) step).toList();
    }

    private static Map<?, ?> spec() throws IOException {
        return (Map<?, ?>) ((Map<?, ?>) read(KAMELET)).get("spec");
    }

    private static List<Map<?, ?>> beans() throws IOException {
        return ((List<?>) ((Map<?, ?>) spec().get("template")).get("beans"))
                .stream().<Map<?, ?>>map(bean -> (Map<?, ?>) bean).toList();
    }

    private static Map<?, ?> parameters() throws IOException {
        return (Map<?, ?>) ((Map<?, ?>) spec().get("definition")).get("properties");
    }

    private static Object read(Path file) throws IOException {
        return new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    }

    private static Object normal(Object node, Map<String, String> names) {
        if (node instanceof Map<?, ?> map) {
            Map<Object, Object> normal = new LinkedHashMap<>();
            map.forEach((key, value) -> normal.put(key, normal(value, names)));
            return normal;
        }
        if (node instanceof List<?> list) {
            return list.stream().map(element -> normal(element, names)).toList();
        }
        return node instanceof String text ? names.getOrDefault(text, text) : node;
    }
}
