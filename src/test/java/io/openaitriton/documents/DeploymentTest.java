package io.openaitriton.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.ManagementPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files in {@code deploy/} match the gateway, and Kubernetes knows every field. */
@ExtendWith(GatewayExtension.class)
class DeploymentTest {
    private static final Path KUBERNETES = Path.of("deploy/kubernetes");
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1;

                // the types keep what they do not know; here that is a mistake
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            })
            .build();

    private static final Map<String, Class<? extends HasMetadata>> KINDS = Stream.of(
                    Deployment.class,
                    HorizontalPodAutoscaler.class,
                    NetworkPolicy.class,
                    PodDisruptionBudget.class,
                    Service.class,
                    ServiceAccount.class)
            .collect(Collectors.toMap(Class::getSimpleName, Function.identity()));

    @Test
    void kubernetesKnowsEveryField() throws IOException {
        List<?> resources = (List<?>) kustomization().get("resources");
        try (Stream<Path> files = Files.list(KUBERNETES)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(resources.stream().map(String.class::cast), Stream.of("kustomization.yaml"))
                                    .toList());
        }
        for (Object file : resources) {
            HasMetadata resource = read((String) file);
            Map<?, ?> written = yaml(KUBERNETES.resolve((String) file));
            assertThat(resource.getApiVersion()).isEqualTo(written.get("apiVersion"));
            assertThat(HasMetadata.getApiVersion(resource.getClass())).isEqualTo(resource.getApiVersion());
            assertThat(resource.getMetadata().getName()).isEqualTo("openai-triton-gateway");
        }
    }

    @Test
    void allSelectTheSamePods() throws IOException {
        Deployment deployment = deployment();
        Map<String, String> labels =
                deployment.getSpec().getTemplate().getMetadata().getLabels();
        assertThat(labels).isNotEmpty();
        assertThat(deployment.getSpec().getSelector().getMatchLabels()).isEqualTo(labels);
        assertThat(((Service) read("service.yaml")).getSpec().getSelector()).isEqualTo(labels);
        assertThat(((PodDisruptionBudget) read("poddisruptionbudget.yaml"))
                        .getSpec()
                        .getSelector()
                        .getMatchLabels())
                .isEqualTo(labels);
        assertThat(((NetworkPolicy) read("networkpolicy.yaml"))
                        .getSpec()
                        .getPodSelector()
                        .getMatchLabels())
                .isEqualTo(labels);
        assertThat(((HorizontalPodAutoscaler) read("horizontalpodautoscaler.yaml"))
                        .getSpec()
                        .getScaleTargetRef()
                        .getName())
                .isEqualTo(deployment.getMetadata().getName());
    }

    @Test
    void thePodIsNotRootAndWritesNowhere() throws IOException {
        PodSpec pod = pod();
        Container container = container();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(containerfile()).contains("USER " + pod.getSecurityContext().getRunAsUser() + ":");
        assertThat(container.getVolumeMounts())
                .allMatch(mount -> mount.getMountPath().equals("/tmp") || mount.getReadOnly());
    }

    @Test
    void probesAndPortsAreThoseOfTheManagementPort(Gateways gateways) throws IOException {
        Container container = container();
        Map<String, Integer> ports = container.getPorts().stream()
                .collect(Collectors.toMap(port -> port.getName(), port -> port.getContainerPort()));
        assertThat(containerfile())
                .contains("EXPOSE " + ports.get("http") + " " + ports.get("management"))
                .contains("GATEWAY_MANAGEMENT_PORT=" + ports.get("management"));
        for (Probe probe :
                List.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe())) {
            assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("management");
        }
        ManagementPort management = ManagementPort.free();
        GatewayServer gateway = gateways.start("http://127.0.0.1:1", management.settings());
        assertThat(gateway.port()).isPositive();
        assertThat(management
                        .get(container.getLivenessProbe().getHttpGet().getPath())
                        .statusCode())
                .isEqualTo(200);
        assertThat(management
                        .get(container.getStartupProbe().getHttpGet().getPath())
                        .statusCode())
                .isEqualTo(200);
        // there is no Triton
        assertThat(management
                        .get(container.getReadinessProbe().getHttpGet().getPath())
                        .statusCode())
                .isEqualTo(503);
        assertThat(management.get("/metrics").body()).contains(scaledBy());
    }

    @Test
    void thePodIsGivenTheTimeToDrain() throws IOException {
        Map<String, String> settings = podSettings();
        long millis = Long.parseLong(settings.get("GATEWAY_DRAIN_DELAY"))
                + Long.parseLong(settings.get("GATEWAY_DRAIN_TIMEOUT"));
        // and some seconds for the remaining error messages
        assertThat(pod().getTerminationGracePeriodSeconds() * 1000).isGreaterThanOrEqualTo(millis + 10_000);
        Probe readiness = container().getReadinessProbe();
        assertThat(Long.parseLong(settings.get("GATEWAY_DRAIN_DELAY")))
                .isGreaterThan(1000L * readiness.getPeriodSeconds() * readiness.getFailureThreshold());
    }

    @Test
    void theMetricOfTheAutoscalerIsTheAdapters() throws IOException {
        Map<?, ?> rule = (Map<?, ?>)
                ((List<?>) yaml(Path.of("deploy/prometheus/adapter-rules.yaml")).get("rules")).get(0);
        assertThat(((Map<?, ?>) rule.get("name")).get("as")).isEqualTo(scaledBy());
        assertThat((String) rule.get("seriesQuery")).startsWith(scaledBy() + "{");
    }

    @Test
    void allSettingsAreTheGateways() throws IOException {
        Set<String> known = new TreeSet<>(Set.of("JAVA_OPTS"));
        String text = Files.readString(Path.of("application.properties"));
        Properties properties = new Properties();
        properties.load(Files.newBufferedReader(Path.of("application.properties")));
        properties.stringPropertyNames().forEach(key -> known.add(environment(key)));
        Pattern.compile("\\{\\{env:([A-Z_]+)").matcher(text).results().forEach(name -> known.add(name.group(1)));

        Set<String> used = new TreeSet<>(podSettings().keySet());
        Pattern.compile("(?:ENV|^   ) ([A-Z][A-Z_]+)=", Pattern.MULTILINE)
                .matcher(containerfile())
                .results()
                .forEach(name -> used.add(name.group(1)));
        Pattern.compile("^Environment=([A-Z_]+)=", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("deploy/systemd/openai-triton-gateway.service")))
                .results()
                .forEach(name -> used.add(name.group(1)));
        assertThat(used).contains("GATEWAY_HOST", "GATEWAY_MANAGEMENT_PORT", "TRITON_LLAMA_8B_URL");
        assertThat(known).containsAll(used);
    }

    private static String environment(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
    }

    private static String scaledBy() throws IOException {
        return ((HorizontalPodAutoscaler) read("horizontalpodautoscaler.yaml"))
                .getSpec()
                .getMetrics()
                .get(0)
                .getPods()
                .getMetric()
                .getName();
    }

    private static Map<String, String> podSettings() throws IOException {
        List<?> literals =
                (List<?>) ((Map<?, ?>) ((List<?>) kustomization().get("configMapGenerator")).get(0)).get("literals");
        return literals.stream()
                .map(literal -> ((String) literal).split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    private static Container container() throws IOException {
        return pod().getContainers().get(0);
    }

    private static PodSpec pod() throws IOException {
        return deployment().getSpec().getTemplate().getSpec();
    }

    private static Deployment deployment() throws IOException {
        return (Deployment) read("deployment.yaml");
    }

    private static HasMetadata read(String file) throws IOException {
        Map<?, ?> yaml = yaml(KUBERNETES.resolve(file));
        Class<? extends HasMetadata> type = KINDS.get((String) yaml.get("kind"));
        assertThat(type).as(file).isNotNull();
        return STRICT.convertValue(yaml, type);
    }

    private static Map<?, ?> kustomization() throws IOException {
        return yaml(KUBERNETES.resolve("kustomization.yaml"));
    }

    private static Map<?, ?> yaml(Path file) throws IOException {
        return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    }

    private static String containerfile() throws IOException {
        return Files.readString(Path.of("deploy/container/Containerfile"));
    }
}
