package io.openaitriton;

import java.nio.file.Path;
import java.util.Arrays;
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
import org.apache.camel.model.TryDefinition;
import org.apache.camel.spi.ModelToXMLDumper;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** What Camel makes of a route file, as text: the same for two files that say the same in different languages. */
final class RouteDump {
    private static final Pattern PARAMETERS = Pattern.compile("(?<= uri=\")([^\"?]+\\?)([^\"]+)");
    private static final Pattern PROPERTIES = Pattern.compile("(<properties>\n)((?: *<property [^\n]+\n)+)");

    private RouteDump() {}

    /** All that a file defines: beans, route configurations, routes. */
    static String of(Path file) throws Exception {
        return of(ResourceHelper.resolveResource(new DefaultCamelContext(), "file:" + file));
    }

    static String of(String name, String text) throws Exception {
        return of(ResourceHelper.fromString(name, text));
    }

    private static String of(Resource file) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getPropertiesComponent().setLocation("file:application.properties");
            PluginHelper.getRoutesLoader(context).loadRoutes(file);
            Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
            ModelToXMLDumper dumper = PluginHelper.getModelToXMLDumper(context);
            StringBuilder dump = new StringBuilder();
            dump.append(dumper.dumpBeansAsXml(
                    context,
                    model.getCustomBeans().stream().<Object>map(bean -> bean).toList()));
            for (NamedNode node : Stream.<NamedNode>concat(
                            model.getRouteConfigurationDefinitions().stream(), model.getRouteDefinitions().stream())
                    .toList()) {
                if (node instanceof RouteDefinition route) {
                    gatherTries(route);
                }
                dump.append(dumper.dumpModelAsXml(context, node, false, false, false));
            }
            return sorted(PROPERTIES, "\n", sorted(PARAMETERS, "&amp;", dump.toString()));
        }
    }

    /** The reader of YAML keeps the catch clauses of a try beside its steps, where they are not dumped. */
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
