package io.openaitriton.translate;

import io.openaitriton.openai.ChatCompletionRequest;
import io.openaitriton.triton.GenerateRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The plain shape: {@code text_input} and scalar {@code parameters}. The extension's parameters cannot be lists, and a
 * backend that knows none of them ignores them or fails, so only the most common are sent.
 */
final class GenericDialect implements Dialect {

    @Override
    public String id() {
        return "generic";
    }

    @Override
    public boolean cumulative() {
        return false;
    }

    @Override
    public boolean echoes() {
        return true;
    }

    @Override
    public GenerateRequest toGenerate(ChatCompletionRequest request, String prompt, Sampling sampling) {
        Demands.refuseAllBut(Set.of(), request, id());
        Demands.refuseAdapter(request, sampling, id());
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("stream", sampling.stream());
        parameters.put("temperature", sampling.temperature());
        parameters.put("top_p", sampling.topP());
        parameters.put("max_tokens", sampling.maxTokens());
        List<String> stops = request.stop();
        if (stops != null && stops.size() == 1) {
            parameters.put("stop", stops.get(0));
        }
        if (request.seed() != null) {
            parameters.put("seed", request.seed());
        }
        return new GenerateRequest(prompt).with("parameters", parameters);
    }

    /** Nothing says how such a model treats more than its context has. */
    @Override
    public int mostTokens() {
        return 4096;
    }

    /** Several: as the extension's parameters are scalars, the backend would refuse all. */
    @Override
    public List<String> stopsOfGateway(ChatCompletionRequest request) {
        List<String> stops = request.stop();
        return stops == null || stops.size() == 1 ? List.of() : stops;
    }
}
