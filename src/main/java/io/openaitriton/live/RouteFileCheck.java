package io.openaitriton.live;

import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamReader;
import org.apache.camel.spi.Resource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Finds mistakes that Camel silently ignores: files that are not route files, and a bean that another file also defines. */
final class RouteFileCheck {
    private static final Set<String> XML_ROOTS = Set.of(
            "camel",
            "beans",
            "blueprint",
            "routes",
            "route",
            "routeConfigurations",
            "routeConfiguration",
            "routeTemplates",
            "routeTemplate",
            "templatedRoutes",
            "templatedRoute",
            "rests",
            "rest");

    private final Map<String, Resource> owners = new HashMap<>();

    /**
     * Checks a file, also against the files checked before.
     *
     * @throws RouteMistake if it cannot be served with them
     * @throws Exception when it cannot be read
     */
    void check(Resource file) throws Exception {
        if (file.getLocation().endsWith(".xml")) {
            checkXml(file);
        } else {
            checkYaml(file);
        }
    }

    private void checkYaml(Resource file) throws Exception {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file.getLocation())
                .setAllowDuplicateKeys(true)
                .build();
        Object root;
        try (InputStream in = file.getInputStream()) {
            root = new Load(settings).loadFromInputStream(in);
        }
        boolean kubernetes = root instanceof Map<?, ?> map && map.containsKey("apiVersion");
        if (!(root instanceof List<?>) && !kubernetes) {
            throw RouteMistake.of(
                    file, 1, root == null ? "the file is empty" : "expected a list of '- route:' and '- beans:'");
        }
        for (Object entry : root instanceof List<?> list ? list : List.of()) {
            if (entry instanceof Map<?, ?> map && map.get("beans") instanceof List<?> beans) {
                for (Object bean : beans) {
                    if (bean instanceof Map<?, ?> properties && properties.get("name") instanceof String name) {
                        own(file, name);
                    }
                }
            }
        }
    }

    private void checkXml(Resource file) throws Exception {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        try (InputStream in = file.getInputStream()) {
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            xml.nextTag();
            if (!XML_ROOTS.contains(xml.getLocalName())) {
                throw RouteMistake.of(
                        file, xml.getLocation().getLineNumber(), "<" + xml.getLocalName() + ">: expected <camel>");
            }
            for (int depth = 1; xml.hasNext(); ) {
                int event = xml.next();
                depth += event == XMLStreamConstants.END_ELEMENT ? -1 : 0;
                if (event == XMLStreamConstants.START_ELEMENT) {
                    if (depth++ == 1
                            && xml.getLocalName().equals("bean")
                            && xml.getAttributeValue(null, "name") != null) {
                        own(file, xml.getAttributeValue(null, "name"));
                    }
                }
            }
        }
    }

    private void own(Resource file, String bean) {
        Resource other = owners.put(bean, file);
        if (other != null && !other.getLocation().equals(file.getLocation())) {
            int line = MistakeReader.lineOf(
                    file, Pattern.compile("\\bname *[:=] *[\"']?" + Pattern.quote(bean) + "(?![\\w.-])"));
            throw RouteMistake.of(file, line, "bean " + bean + " is also defined in " + RouteMistake.name(other));
        }
    }
}
