package io.openaitriton.page;

import io.openaitriton.page.RouteDiagram.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.OutputNode;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.spi.ModelToYAMLDumper;
import org.apache.camel.support.PluginHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Routes and their steps as YAML, from Camel's model of the running routes. Placeholders are kept, because their values may be secret. */
final class RouteYaml {
    private static final Logger LOG = LoggerFactory.getLogger(RouteYaml.class);

    private static final Pattern BEAN = Pattern.compile("ref:(\\S+)(?: method:(\\S+))?");
    private static final Pattern EXPRESSION = Pattern.compile("[a-z]+\\{(.*)}", Pattern.DOTALL);

    private static final Pattern FROM_CONFIGURATION = Pattern.compile("(?m)^ {8}- onException:\\n(?: {9,}.*\\n)*");
    private static final Pattern NOTE = Pattern.compile("(?m)^ {4}(?:nodePrefixId|template): .*\\n");

    private final CamelContext context;
    private final ModelToYAMLDumper dumper;

    private final Map<String, String> parameters = new HashMap<>();

    /** Steps with their YAML. */
    static RouteYaml with(CamelContext context, RouteDefinition route) {
        return new RouteYaml(context, route, dumper(context));
    }

    /** Steps without their YAML, which takes time. */
    static RouteYaml without(CamelContext context, RouteDefinition route) {
        return new RouteYaml(context, route, null);
    }

    private RouteYaml(CamelContext context, RouteDefinition route, ModelToYAMLDumper dumper) {
        this.context = context;
        if (route.getTemplateParameters() != null) {
            route.getTemplateParameters()
                    .forEach((name, value) ->
                            parameters.put(name, String.valueOf(value).replaceFirst("//[^/@]*@", "//")));
        }
        this.dumper = dumper;
    }

    /** Null if camel-yaml-io is missing. */
    private static ModelToYAMLDumper dumper(CamelContext context) {
        try {
            return PluginHelper.getModelToYAMLDumper(context);
        } catch (RuntimeException e) {
            LOG.debug("Cannot show routes as YAML", e);
            return null;
        }
    }

    /** Null if unavailable or not needed. */
    String of(NamedNode node) {
        try {
            return dumper == null
                    ? null
                    : withParameters(own(dumper.dumpModelAsYaml(context, node, false, false, false, false)));
        } catch (Exception e) {
            LOG.debug("Cannot write the route {} as YAML", node, e);
            return null;
        }
    }

    /** Without the parts from the route configuration, and without Camel's internal fields. */
    private static String own(String yaml) {
        return NOTE.matcher(FROM_CONFIGURATION.matcher(yaml).replaceFirst("")).replaceAll("");
    }

    List<Step> steps(List<? extends NamedNode> nodes) {
        List<Step> steps = new ArrayList<>();
        nodes.stream()
                // from the route configuration, the same for all routes
                .filter(node -> !(node instanceof OnExceptionDefinition))
                .forEach(node -> steps.add(step(node)));
        return steps;
    }

    private Step step(NamedNode node) {
        return new Step(node.getShortName(), text(node), target(node), of(node), steps(within(node)));
    }

    private static List<NamedNode> within(NamedNode node) {
        List<NamedNode> within = new ArrayList<>();
        if (node instanceof ChoiceDefinition choice) {
            within.addAll(choice.getWhenClauses());
            if (choice.getOtherwise() != null) {
                within.add(choice.getOtherwise());
            }
        } else if (node instanceof ProcessorDefinition<?> step) {
            within.addAll(step.getOutputs());
        } else if (node instanceof OutputNode step) {
            within.addAll(step.getOutputs());
        }
        return within;
    }

    /** Camel's label without the name of the step: the bean and its method, the expression, the URI. */
    private String text(NamedNode node) {
        String label = node.getLabel();
        String kind = node.getShortName();
        if (label == null || label.equals(kind) || node instanceof ChoiceDefinition) {
            return "";
        }
        String inner = label.startsWith(kind + "[") && label.endsWith("]")
                ? label.substring(kind.length() + 1, label.length() - 1)
                : label;
        Matcher bean = BEAN.matcher(inner);
        Matcher expression = EXPRESSION.matcher(inner);
        return withParameters(
                bean.matches()
                        ? bean.group(1) + (bean.group(2) == null ? "" : "." + bean.group(2))
                        : expression.matches() ? expression.group(1) : inner);
    }

    private String target(NamedNode node) {
        String uri = node instanceof ToDynamicDefinition to
                ? to.getUri()
                : node instanceof ToDefinition to ? to.getEndpointUri() : null;
        if (uri == null) {
            return null;
        }
        String plain = withParameters(uri.replaceFirst("[?].*", ""));
        try {
            // the host may be a setting
            return Links.target(context.resolvePropertyPlaceholders(plain));
        } catch (IllegalArgumentException e) {
            return Links.target(plain);
        }
    }

    /** Replaces template parameters with their values. */
    private String withParameters(String text) {
        String with = text;
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            with = with.replace("{{" + parameter.getKey() + "}}", parameter.getValue());
        }
        return with;
    }
}
