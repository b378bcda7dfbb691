package io.openaitriton.triton.dialect;

import static io.openaitriton.generation.RequestField.BEST_OF;
import static io.openaitriton.generation.RequestField.FREQUENCY_PENALTY;
import static io.openaitriton.generation.RequestField.PRESENCE_PENALTY;
import static io.openaitriton.generation.RequestField.TOP_K;

import io.openaitriton.generation.FieldValues;
import io.openaitriton.generation.Generation;
import io.openaitriton.generation.RequestField;
import io.openaitriton.generation.Sampling;
import io.openaitriton.images.Image;
import io.openaitriton.triton.GenerateRequest;
import io.openaitriton.triton.enforce.AnswerForm;
import io.openaitriton.triton.enforce.Grammars;
import java.util.List;
import java.util.Set;

/**
 * The model of TensorRT-LLM's LLM API, {@code tensorrt_llm}. It streams the whole text so far in each event, and counts no
 * tokens. Its input {@code stop} is not for stop strings: it cancels a request.
 */
final class LlmApiDialect implements Dialect {
    private static final Set<RequestField> CARRIED = Set.of(PRESENCE_PENALTY, FREQUENCY_PENALTY, TOP_K, BEST_OF);

    private final Grammars grammars;
    private final boolean images;
    private final boolean cacheHits;

    /**
     * @param images whether the model has the input for images
     * @param cacheHits whether it reports how much of a prompt was cached
     */
    LlmApiDialect(DialectOptions options, boolean images, boolean cacheHits) {
        this.grammars = Grammars.none(id(), options.ignoreStrict());
        this.images = images;
        this.cacheHits = cacheHits;
    }

    @Override
    public String id() {
        return "tensorrt-llm-api";
    }

    @Override
    public boolean cumulative() {
        return true;
    }

    @Override
    public boolean givesFinishReasons() {
        return true;
    }

    @Override
    public boolean echoes() {
        return false;
    }

    @Override
    public Grammars grammars() {
        return grammars;
    }

    @Override
    public void check(Generation generation) {
        Carried.requireOnly(CARRIED, generation, this);
        Carried.requireNoAdapter(generation, this);
    }

    @Override
    public GenerateRequest toGenerate(Generation generation, AnswerForm form) {
        Sampling sampling = generation.sampling();
        FieldValues fields = generation.fields();
        return new GenerateRequest(generation.prompt().text())
                .with("streaming", sampling.stream())
                .with("return_finish_reason", true)
                .with("sampling_param_return_perf_metrics", cacheHits ? true : null)
                .with("sampling_param_exclude_input_from_output", true)
                .with("sampling_param_max_tokens", sampling.maxTokens())
                .with("sampling_param_temperature", sampling.temperature())
                .with("sampling_param_top_p", sampling.topP())
                .with("sampling_param_top_k", TensorRtLlmDialect.topK(fields))
                .with("sampling_param_best_of", fields.get(BEST_OF))
                .with("sampling_param_frequency_penalty", fields.get(FREQUENCY_PENALTY))
                .with("sampling_param_presence_penalty", fields.get(PRESENCE_PENALTY))
                .with("sampling_param_seed", TensorRtLlmDialect.unsigned(generation.seedToSend()))
                .with("sampling_param_stop", sampling.stops());
    }

    @Override
    public boolean takesImages() {
        return images;
    }

    /** All images as {@code data:} URLs, even those from addresses: the backend would fetch any address. */
    @Override
    public void addImages(GenerateRequest generate, List<Image> images) {
        generate.with("image_url", images.stream().map(Image::dataUrl).toList());
    }
}
