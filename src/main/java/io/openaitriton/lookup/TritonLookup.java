package io.openaitriton.lookup;

import io.openaitriton.call.CallLimits;
import io.openaitriton.call.TritonCall;
import io.openaitriton.exchange.OpenAiProperties;
import io.openaitriton.health.ModelsReady.Place;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Navigate;
import org.apache.camel.Producer;
import org.apache.camel.Route;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.processor.SendDynamicProcessor;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.URISupport;

/**
 * Sends requests other than generations to Triton: for a model's configuration, and for its readiness. Each request uses a
 * camel-http endpoint with all options of the route step that calls this server, so certificates, credentials and proxies are set
 * only there. Each opens a new connection, because a stopping Triton first refuses new connections.
 */
public final class TritonLookup {
    private static final int MAX_BYTES = 4 * 1024 * 1024;
    private static final Pattern CALL = Pattern.compile("/(generate(_stream)?|infer)$");

    private static final Map<String, Object> OPTIONS = Map.of(
            "httpMethod", "GET",
            "connectionClose", "true",
            "copyHeaders", "false",
            "disableStreamCache", "true",
            "throwExceptionOnFailure", "false");

    private final CamelContext context;
    private final Map<Question, Producer> producers = new ConcurrentHashMap<>();

    private TritonLookup(CamelContext context) {
        this.context = context;
    }

    /** The lookup of a context. */
    public static TritonLookup of(CamelContext context) {
        synchronized (TritonLookup.class) {
            TritonLookup lookup = context.getCamelContextExtension().getContextPlugin(TritonLookup.class);
            if (lookup == null) {
                lookup = new TritonLookup(context);
                context.getCamelContextExtension().addContextPlugin(TritonLookup.class, lookup);
            }
            return lookup;
        }
    }

    /** Whether the model is ready there; also false without an answer in time. */
    public boolean isReady(Place place, int timeout) {
        try {
            return get(place.url(), place.model(), "ready", timeout).status() == 200;
        } catch (Exception e) {
            return false;
        }
    }

    /**
     * Gets {@code /v2/models/<model>/<what>}.
     *
     * @param url of Triton
     * @param timeout timeout of the whole request, in milliseconds
     * @throws Exception when there is no answer
     */
    Answer get(String url, String model, String what, int timeout) throws Exception {
        Producer producer = producer(new Question(url, model, what), timeout);
        Exchange exchange = new DefaultExchange(context);
        TritonCall call = TritonCall.begin(exchange, new CallLimits(timeout, timeout));
        try {
            producer.process(exchange);
            if (exchange.getException() != null) {
                throw exchange.getException();
            }
            Integer status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
            return new Answer(
                    status == null ? 0 : status, text(exchange.getMessage().getBody()));
        } finally {
            // also the rest of an answer that is too long
            call.abort();
        }
    }

    private static String text(Object body) throws Exception {
        if (body instanceof InputStream stream) {
            try (stream) {
                return new String(stream.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    private Producer producer(Question question, int timeout) throws Exception {
        Producer known = producers.get(question);
        if (known != null) {
            return known;
        }
        Step step = stepOf(question);
        // a route that calls another server, or that does not exist yet
        Step asked = step == null
                ? new Step(question.url() + "/v2/models/" + question.model() + "/generate", Map.of())
                : step;
        Map<String, Object> options = new TreeMap<>(asked.options());
        options.putAll(OPTIONS);
        // without a TritonHttp, these are the only limits of the call
        options.putIfAbsent("connectTimeout", Integer.toString(timeout));
        options.putIfAbsent("responseTimeout", Integer.toString(timeout));
        String path = CALL.matcher(asked.path()).replaceFirst("/" + question.what());
        Producer producer = context.getEndpoint(path, options).createProducer();
        ServiceHelper.startService(producer);
        if (step != null) {
            producers.put(question, producer);
        }
        return producer;
    }

    /** The route step that calls this model; null if there is none. */
    private Step stepOf(Question question) throws URISyntaxException {
        for (Endpoint endpoint : context.getEndpoints()) {
            if (endpoint instanceof HttpEndpoint http && isCall(http.getHttpUri(), question)) {
                return Step.of(http);
            }
        }
        return context.getRoutes().stream()
                .map(Route::navigate)
                .map(steps -> dynamicStep(steps, question))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static boolean isCall(URI uri, Question question) {
        URI triton = URI.create(question.url());
        // the scheme may differ, because options of the step may have made it https
        return String.valueOf(triton.getAuthority()).equalsIgnoreCase(uri.getAuthority())
                && CALL.matcher(String.valueOf(uri.getPath()))
                        .replaceFirst("")
                        .equals(triton.getPath() + "/v2/models/" + question.model());
    }

    /** The same for a {@code toD}, whose endpoint comes with its first call. */
    private Step dynamicStep(Object step, Question question) {
        if (step instanceof SendDynamicProcessor send && send.getUri() != null) {
            return evaluated(send, question);
        }
        Collection<?> next = step instanceof Navigate<?> steps && steps.hasNext() ? steps.next() : null;
        return next == null
                ? null
                : next.stream()
                        .map(each -> dynamicStep(each, question))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
    }

    private Step evaluated(SendDynamicProcessor send, Question question) {
        Exchange exchange = new DefaultExchange(context);
        exchange.setProperty(OpenAiProperties.ENDPOINT, "generate");
        try {
            String uri = send.getExpression().evaluate(exchange, String.class);
            Step step = Step.of(context.resolvePropertyPlaceholders(uri), false);
            return isCall(new URI(step.path()), question) ? step : null;
        } catch (Exception e) {
            // it depends on the request, or calls another service
            return null;
        }
    }

    private record Step(String path, Map<String, Object> options) {
        public static Step of(HttpEndpoint endpoint) throws URISyntaxException {
            // camel-http has encoded it
            Step step = of(endpoint.getEndpointUri(), true);
            // of a Kamelet these are known to its own route only
            step.options().computeIfPresent("httpClientConfigurer", (key, name) -> endpoint.getHttpClientConfigurer());
            step.options().computeIfPresent("httpActivityListener", (key, name) -> endpoint.getHttpActivityListener());
            return step;
        }

        public static Step of(String uri, boolean encoded) throws URISyntaxException {
            int query = uri.indexOf('?');
            Map<String, Object> options = new TreeMap<>();
            if (query >= 0) {
                options.putAll(URISupport.parseQuery(uri.substring(query + 1), true));
            }
            if (encoded) {
                options.replaceAll((key, value) ->
                        value instanceof String text ? URLDecoder.decode(text, StandardCharsets.UTF_8) : value);
            }
            return new Step(query < 0 ? uri : uri.substring(0, query), options);
        }
    }

    /** @param body up to 4 MiB of it, empty when there is none */
    record Answer(int status, String body) {}

    private record Question(String url, String model, String what) {}
}
