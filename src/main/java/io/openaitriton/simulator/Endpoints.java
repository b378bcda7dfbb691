package io.openaitriton.simulator;

import io.openaitriton.simulator.core.ModelDocuments;
import io.openaitriton.simulator.model.Shape;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the handler of a path; paths are matched as they come, not percent-decoded. */
final class Endpoints {
    private static final Pattern MODEL = Pattern.compile(
            "/v2/models/([^/]+)(?:/versions/([0-9]+))?(?:/(generate|generate_stream|ready|config|infer))?");

    /** Of a single header value, in characters: Triton closes the connection at more. */
    private static final int MAX_HEADER = 8191;

    private final Models models;
    private final GenerateHandler generate;

    Endpoints(Models models, GenerateHandler generate) {
        this.models = models;
        this.generate = generate;
    }

    void handle(HttpServerRequest request) {
        for (Map.Entry<String, String> header : request.headers()) {
            if (header.getValue().length() > MAX_HEADER) {
                request.connection().close();
                return;
            }
        }
        String path = request.path() == null ? "" : request.path();
        Matcher model = MODEL.matcher(path);
        if (model.matches()) {
            model(request, model.group(1), model.group(2), model.group(3) == null ? "" : model.group(3));
            return;
        }
        switch (path) {
            case "/v2" -> document(request, HttpMethod.GET, Wire.JSON, ModelDocuments.SERVER);
            case "/v2/health/live", "/v2/health/ready" -> document(request, HttpMethod.GET, Wire.PLAIN, "");
            case "/v2/repository/index" ->
                document(
                        request,
                        HttpMethod.POST,
                        Wire.JSON,
                        ModelDocuments.index(models.shapes().keySet()));
            default -> Wire.fixedError(request.response(), 404, Wire.PLAIN, "Not Found");
        }
    }

    private void model(HttpServerRequest request, String model, String version, String action) {
        switch (action) {
            case "generate" -> generate.handle(request, model, version, false);
            case "generate_stream" -> generate.handle(request, model, version, true);
            case "infer" -> infer(request, models.shape(model));
            case "ready" -> {
                if (request.method() != HttpMethod.GET || models.serves(model, version)) {
                    document(request, HttpMethod.GET, Wire.PLAIN, "");
                } else {
                    Wire.fixedError(request.response(), 400, Wire.PLAIN, "Model version not ready");
                }
            }
            default -> {
                if (request.method() != HttpMethod.GET || models.serves(model, version)) {
                    document(request, HttpMethod.GET, Wire.JSON, description(model, action.equals("config")));
                } else {
                    Wire.fixed(
                            request.response(),
                            404,
                            Wire.JSON,
                            models.notFound(model, version).json());
                }
            }
        }
    }

    private static void infer(HttpServerRequest request, Shape shape) {
        boolean whole = shape != null && !shape.config().decoupled();
        String text = whole
                ? "infer is not simulated"
                : "HTTP end point doesn't support models with decoupled transaction policy";
        Wire.fixedError(request.response(), 501, Wire.PLAIN, text);
    }

    private String description(String model, boolean config) {
        Shape shape = models.shape(model);
        if (shape == null) {
            return "";
        }
        return config ? ModelDocuments.config(model, shape.config()) : ModelDocuments.metadata(model, shape.config());
    }

    private static void document(HttpServerRequest request, HttpMethod method, String contentType, String body) {
        if (request.method() == method) {
            Wire.fixed(request.response(), 200, contentType, body);
        } else {
            Wire.fixedError(request.response(), 405, contentType, "Method Not Allowed");
        }
    }
}
