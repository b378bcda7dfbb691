package io.openaitriton.junit;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.NamedNode;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.CatchDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.TryDefinition;
import org.apache.camel.spi.ModelToXMLDumper;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** Camel's model of a route file as text: the same for two files with the same routes in different languages. */
public final class RouteDump {
    private static final Pattern PARAMETERS = Pattern.compile("(?<= uri=\")([^\"?]+\\?)([^\"]+)");
    private static final Pattern PROPERTIES = Pattern.compile("(<properties>\n)((?: *<property [^\n]+\n)+)");

    /** In place of the templates that the routes of a file are made from, which are in files of their own. */
    private static final Resource STAND_INS = ResourceHelper.fromString(
            "templates.yaml",
            Stream.of("triton-model", "triton-replicas", "triton-replica")
                    .map(id -> """
                    - routeTemplate:
                        id: ID
                        route:
                          from:
                            uri: direct:made-from-ID
                            steps: []
                    """.replace("ID", id))
                    .collect(Collectors.joining()));

    private RouteDump() {}

    private static List<RouteTemplateDefinition> templates(DefaultCamelContext context) {
        return List.copyOf(
                context.getCamelContextExtension().getContextPlugin(Model.class).getRouteTemplateDefinitions());
    }

    /**
     * All that a file defines: beans, route configurations, templates, routes, and what routes are given that a template makes.
     *
     * @param folder in which beans may create files
     */
    public static String of(Path file, Path folder) throws Exception {
        return of(ResourceHelper.resolveResource(new DefaultCamelContext(), "file:" + file), folder);
    }

    public static String of(String name, String text, Path folder) throws Exception {
        return of(ResourceHelper.fromString(name, text), folder);
    }

    private static String of(Resource file, Path folder) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getPropertiesComponent().setLocation("file:application.properties");
            context.getPropertiesComponent()
                    .addOverrideProperty(
                            "openai.batch-folder", folder.resolve("batches").toString());
            if (new String(file.getInputStream().readAllBytes(), StandardCharsets.UTF_8).contains("routeTemplateRef")) {
                PluginHelper.getRoutesLoader(context).loadRoutes(STAND_INS);
            }
            List<RouteTemplateDefinition> standIns = templates(context);
            PluginHelper.getRoutesLoader(context).loadRoutes(file);
            Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
            ModelToXMLDumper dumper = PluginHelper.getModelToXMLDumper(context);
            StringBuilder dump = new StringBuilder();
            dump.append(dumper.dumpBeansAsXml(
                    context,
                    model.getCustomBeans().stream().<Object>map(bean -> bean).toList()));
            for (NamedNode node : Stream.<NamedNode>concat(
                            model.getRouteConfigurationDefinitions().stream(),
                            Stream.concat(
                                    model.getRouteTemplateDefinitions().stream()
                                            .filter(template -> !standIns.contains(template)),
                                    model.getRouteDefinitions().stream()))
                    .toList()) {
                RouteDefinition route = node instanceof RouteTemplateDefinition template
                        ? template.getRoute()
                        : node instanceof RouteDefinition written ? written : null;
                if (route != null) {
                    gatherTries(route);
                }
                dump.append(dumper.dumpModelAsXml(context, node, false, false, false));
                if (route != null && route.getTemplateParameters() != null) {
                    dump.append(new TreeMap<>(route.getTemplateParameters())).append('\n');
                }
            }
            // a number that Camel counts up
            String text = dump.toString().replaceAll(" nodePrefixId=\"[^\"]*\"", "");
            return sorted(PROPERTIES, "\n", sorted(PARAMETERS, "&amp;", text));
        }
    }

    /** The reader of YAML keeps the catch clauses of a try outside its steps, where they are not dumped. */
    private static void gatherTries(RouteDefinition route) {
        for (TryDefinition tried :
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), TryDefinition.class)) {
            for (CatchDefinition clause : tried.getCatchClauses()) {
                if (!tried.getOutputs().contains(clause)) {
                    tried.getOutputs().add(clause);
                }
            }
        }
    }

    /** Parameters of an endpoint and properties of a bean mean the same in any order. */
    private static String sorted(Pattern pattern, String separator, String dump) {
        Function<MatchResult, String> sort = match -> Matcher.quoteReplacement(match.group(1)
                + Arrays.stream(match.group(2).split(separator)).sorted().collect(Collectors.joining(separator)));
        return pattern.matcher(dump).replaceAll(sort);
    }
}
