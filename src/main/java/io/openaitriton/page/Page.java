package io.openaitriton.page;

import io.openaitriton.access.KeyUse;
import io.openaitriton.exchange.OpenAiProperties;
import io.openaitriton.generation.ApiException;
import io.openaitriton.page.PageFiles.PageFile;
import io.openaitriton.page.RouteDiagram.Drawing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.Message;
import org.apache.camel.support.service.ServiceSupport;

/** The steps of the page's routes: its files, and the documents for its scripts. {@code docs/page.md} describes what it shows to whom. */
public final class Page extends ServiceSupport implements CamelContextAware {
    /** Allows only the page's own files, so that a script in a model's text cannot run. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types dompurify";

    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy", POLICY,
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin");

    private final PageFiles files = new PageFiles();
    private CamelContext context;
    private boolean enabled;
    private PageMonitor monitor;
    private Readiness readiness;
    private ModelStates models;
    private volatile Drawn drawn;

    /** A diagram, and its source. */
    private record Drawn(int routes, Set<Arrows.Arrow> travelled, Drawing drawing) {}

    /** Whether the page is on. If it is off, nothing is counted for it. Default false. */
    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    protected void doStart() throws Exception {
        if (!enabled) {
            return;
        }
        PageMonitor bound = context.getRegistry().lookupByNameAndType(PageMonitor.NAME, PageMonitor.class);
        monitor = bound == null ? new PageMonitor() : bound;
        readiness = new Readiness(context);
        models = new ModelStates(context, readiness);
        Traffic traffic = new Traffic(monitor.arrows());
        traffic.setCamelContext(context);
        traffic.start();
        context.getManagementStrategy().addEventNotifier(traffic);
        context.addService(this, true);
    }

    @Override
    protected void doStop() {
        if (readiness != null) {
            readiness.close();
        }
    }

    /**
     * A file of the page; the page itself if the path names none.
     *
     * @throws ApiException 404 if the file does not exist
     */
    public void file(Exchange exchange) {
        Message message = exchange.getMessage();
        String name = last(message.getHeader("file"));
        PageFile file = files.get(name == null ? PageFiles.INDEX : name);
        boolean known = file.tag().equals(message.getHeader("If-None-Match"));
        message.removeHeaders("*");
        HEADERS.forEach(message::setHeader);
        message.setHeader("ETag", file.tag());
        message.setHeader(Exchange.CONTENT_TYPE, file.type());
        if (known) {
            message.setHeader(Exchange.HTTP_RESPONSE_CODE, 304);
        }
        message.setBody(known ? null : file.bytes());
    }

    /** A client's header or query parameter with this name takes precedence over the path. */
    private static String last(Object header) {
        Object last = header instanceof List<?> all ? all.get(all.size() - 1) : header;
        return last == null ? null : last.toString();
    }

    /**
     * Refuses requests from pages of other sites.
     *
     * @throws ApiException 403
     */
    public void requireOwnOrigin(
            @Header(Exchange.HTTP_URL) String url,
            @Header("Origin") String origin,
            @Header("Sec-Fetch-Site") String site,
            @ExchangeProperty(OpenAiProperties.KEY) KeyUse key) {
        SameOrigin.require(url, origin, site, key != null);
    }

    /**
     * A document for the page's scripts: {@code state}, which changes all the time, {@code routes}, the diagram, or
     * {@code route}, the steps of the route {@code id}.
     *
     * @throws ApiException 404 for any other
     */
    public Object document(
            @Header("document") Object path,
            @Header("id") Object id,
            @ExchangeProperty(OpenAiProperties.KEY) KeyUse key) {
        return switch (String.valueOf(last(path))) {
            case "state" -> state(model -> key == null || key.key().allows(model));
            case "routes" -> drawing();
            case "route" -> RouteDiagram.details(context, last(id));
            default ->
                throw ApiException.of(
                        404,
                        "invalid_request_error",
                        null,
                        "unknown_document",
                        "Unknown path: expected 'state', 'routes' or 'route?id='.",
                        null);
        };
    }

    /** The last diagram, unless something has changed. */
    private Drawing drawing() {
        Set<Arrows.Arrow> travelled = Set.copyOf(monitor.arrows().all().keySet());
        Drawn now = drawn;
        if (now == null || now.routes != context.getRoutesSize() || !now.travelled.equals(travelled)) {
            now = new Drawn(context.getRoutesSize(), travelled, RouteDiagram.of(context, travelled));
            drawn = now;
        }
        return now.drawing;
    }

    private Map<String, Object> state(Predicate<String> shown) {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("time", System.currentTimeMillis());
        state.put("address", monitor.address());
        state.put("routes", drawing().version());
        state.put("mistake", monitor.mistake());
        state.put("numbers", RouteDiagram.numbers(monitor.arrows()));
        state.put("models", models.of(shown));
        state.put("requests", monitor.requests().summary(shown));
        return state;
    }
}
