package io.openaitriton.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.ManagementPort;
import io.openaitriton.junit.TwoTritons;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Dashboard, alerts and documents name only metrics of a running gateway. */
@ExtendWith(GatewayExtension.class)
class DashboardTest {
    private static final Pattern METRIC = Pattern.compile(
            "\\b((?:gen_ai_(?:server|client)|http_server|openai|jvm|process)_[a-z0-9_]+)\\s*(?=[{\\[)\\s]|$)");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=~?\"");
    private static final Pattern BY = Pattern.compile("by \\(([^)]+)\\)");
    private static final Pattern OUTCOME = Pattern.compile("outcome=\"([a-z_]+)\"");

    @Test
    void theirMetricsAndLabelsAreExported(@TempDir Path routes, Gateways gateways) throws IOException {
        String scraped = scrape(gateways, routes);
        Set<String> names = scraped.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> labels = matches(LABEL, scraped);
        List<String> expressions = expressions();
        assertThat(expressions).hasSizeGreaterThan(15);
        for (String expression : expressions) {
            Set<String> used = matches(METRIC, expression);
            assertThat(used).as(expression).isNotEmpty();
            assertThat(names).as(expression).containsAll(used);
            assertThat(labels).as(expression).containsAll(matches(LABEL, expression));
            for (String by : matches(BY, expression)) {
                assertThat(labels).as(expression).contains(by.split(",\\s*"));
            }
        }
        Set<String> outcomes = Set.of(io.openaitriton.observe.Outcome.values()).stream()
                .map(io.openaitriton.observe.Outcome::label)
                .collect(Collectors.toSet());
        assertThat(outcomes).containsAll(matches(OUTCOME, String.join("\n", expressions)));
        String page = Files.readString(Path.of("docs/operations.md"));
        for (String outcome : outcomes) {
            assertThat(page).contains("`" + outcome + "`");
        }
        // the table has all of the gateway's metrics, and no others
        Set<String> own = names.stream()
                .filter(name -> name.matches("(gen_ai|http_server|openai)_.*"))
                .map(name -> name.replaceFirst("_(bucket|count|sum|max)$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(matches(Pattern.compile("(?m)^\\| `((?:gen_ai|http_server|openai)_[a-z_]+)`"), page))
                .isEqualTo(own);
    }

    private static String scrape(Gateways gateways, Path routes) throws IOException {
        ManagementPort management = ManagementPort.free();
        // a model that reports its cache, on two servers that are chosen by the prompt: this gives all metrics
        SimulatorSettings settings = SimulatorSettings.defaults()
                .withModels("Meta-Llama-3.1-8B-Instruct", "Meta-Llama-3.1-70B-Instruct=tensorrt-llm-api+metrics");
        TritonSimulator triton = gateways.simulator(settings);
        GatewayServer gateway = TwoTritons.gateway(
                gateways,
                routes,
                triton.url(),
                triton.url(),
                management,
                List.of("triton.dialect", "auto"),
                "policy: least-in-flight",
                "policy: prefix");
        gateway.chat(GatewayServer.request("hi", ""));
        gateway.chat(GatewayServer.request("hi", "\"model\":\"70b\",\"stream\":true"));
        await().atMost(Duration.ofSeconds(20)).until(() -> management.sum("openai_model_ready") == 2);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> management.sum("gen_ai_server_request_duration_seconds_count") == 2);
        // replicas count from their first request, and are reported after the next poll
        await().atMost(Duration.ofSeconds(20))
                .until(() -> management.get("/metrics").body().contains("openai_replica_failures_total{"));
        return management.get("/metrics").body();
    }

    private static List<String> expressions() throws IOException {
        List<String> all = new ArrayList<>();
        JsonNode dashboard = new ObjectMapper()
                .readTree(Path.of("deploy/grafana/openai-triton-gateway.json").toFile());
        dashboard.findValues("expr").forEach(expr -> all.add(expr.asText()));
        Map<?, ?> alerts = (Map<?, ?>) new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(Path.of("deploy/prometheus/alerts.yaml")));
        for (Object group : (List<?>) alerts.get("groups")) {
            for (Object rule : (List<?>) ((Map<?, ?>) group).get("rules")) {
                all.add((String) ((Map<?, ?>) rule).get("expr"));
            }
        }
        return all;
    }

    private static Set<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
