package io.openaitriton.simulator.http;

import io.openaitriton.simulator.core.ModelDocuments;
import io.openaitriton.simulator.model.SimulatedModel;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the handler of a path; paths are matched as they come, not percent-decoded. */
public final class Endpoints {
    private static final Pattern MODEL = Pattern.compile(
            "/v2/models/([^/]+)(?:/versions/([0-9]+))?(?:/(generate|generate_stream|ready|config|infer))?");

    /** Of a single header value, in characters: Triton closes the connection at more. */
    private static final int MAX_HEADER = 8191;

    private final ModelRepository repository;
    private final GenerateHandler generate;
    private final InferHandler infer;

    public Endpoints(ModelRepository repository, GenerateHandler generate, InferHandler infer) {
        this.repository = repository;
        this.generate = generate;
        this.infer = infer;
    }

    public void handle(HttpServerRequest request) {
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
            case "/v2" -> document(request, HttpMethod.GET, HttpResponses.JSON, ModelDocuments.SERVER);
            case "/v2/health/live", "/v2/health/ready" -> document(request, HttpMethod.GET, HttpResponses.PLAIN, "");
            case "/v2/repository/index" ->
                document(request, HttpMethod.POST, HttpResponses.JSON, ModelDocuments.index(repository.names()));
            default -> HttpResponses.fixedError(request.response(), 404, HttpResponses.PLAIN, "Not Found");
        }
    }

    private void model(HttpServerRequest request, String model, String version, String action) {
        switch (action) {
            case "generate" -> generate.handle(request, model, version, false);
            case "generate_stream" -> generate.handle(request, model, version, true);
            case "infer" -> infer.handle(request, model, version);
            case "ready" -> {
                if (request.method() != HttpMethod.GET || repository.serves(model, version)) {
                    document(request, HttpMethod.GET, HttpResponses.PLAIN, "");
                } else {
                    HttpResponses.fixedError(request.response(), 400, HttpResponses.PLAIN, "Model version not ready");
                }
            }
            default -> {
                if (request.method() != HttpMethod.GET || repository.serves(model, version)) {
                    document(request, HttpMethod.GET, HttpResponses.JSON, description(model, action.equals("config")));
                } else {
                    HttpResponses.fixed(
                            request.response(),
                            404,
                            HttpResponses.JSON,
                            repository.notFound(model, version).json());
                }
            }
        }
    }

    private String description(String model, boolean config) {
        SimulatedModel simulated = repository.model(model);
        if (simulated == null) {
            return "";
        }
        return config
                ? ModelDocuments.config(model, simulated.config())
                : ModelDocuments.metadata(model, simulated.config());
    }

    private static void document(HttpServerRequest request, HttpMethod method, String contentType, String body) {
        if (request.method() == method) {
            HttpResponses.fixed(request.response(), 200, contentType, body);
        } else {
            HttpResponses.fixedError(request.response(), 405, contentType, "Method Not Allowed");
        }
    }
}
