package io.openaitriton.triton.dialect;

import io.openaitriton.generation.Generation;
import io.openaitriton.generation.Sampling;
import io.openaitriton.triton.GenerateRequest;
import io.openaitriton.triton.enforce.AnswerForm;
import io.openaitriton.triton.enforce.Grammars;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The simplest form: {@code text_input} and scalar {@code parameters}. The extension's parameters cannot be lists, and a backend
 * ignores unknown parameters or fails, so only the most common are sent.
 */
final class GenericDialect implements Dialect {
    private static final SupportedFields FIELDS = new SupportedFields();

    private final Grammars grammars;

    GenericDialect(DialectOptions options) {
        this.grammars = Grammars.none(id(), options.ignoreStrict());
    }

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
    public Grammars grammars() {
        return grammars;
    }

    @Override
    public void check(Generation generation) {
        FIELDS.require(generation, this);
        FieldErrors.requireNoAdapter(generation, this);
    }

    @Override
    public GenerateRequest toGenerate(Generation generation, AnswerForm form) {
        Sampling sampling = generation.sampling();
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("stream", sampling.stream());
        parameters.put("temperature", sampling.temperature());
        parameters.put("top_p", sampling.topP());
        parameters.put("max_tokens", sampling.maxTokens());
        List<String> stops = sampling.stops();
        if (stops != null && stops.size() == 1) {
            parameters.put("stop", stops.get(0));
        }
        if (sampling.seed() != null) {
            parameters.put("seed", sampling.seed());
        }
        return new GenerateRequest(generation.prompt().text()).with("parameters", parameters);
    }

    /** How such a model treats too many tokens is unknown. */
    @Override
    public int mostTokens() {
        return 4096;
    }

    /** Several stop strings: the extension's parameters are scalars, so the backend would refuse a list. */
    @Override
    public List<String> stopsOfGateway(Generation generation) {
        List<String> stops = generation.sampling().stops();
        return stops == null || stops.size() == 1 ? List.of() : stops;
    }
}
