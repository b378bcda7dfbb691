package io.openaitriton.triton.dialect;

import io.openaitriton.generation.Generation;
import io.openaitriton.generation.RequestField;
import io.openaitriton.generation.Sampling;
import io.openaitriton.images.Image;
import io.openaitriton.triton.GenerateRequest;
import io.openaitriton.triton.enforce.AnswerForm;
import io.openaitriton.triton.enforce.Grammars;
import java.util.List;

/**
 * The model of TensorRT-LLM's LLM API, {@code tensorrt_llm}. It streams the whole text so far in each event, and counts no
 * tokens. Its input {@code stop} is not for stop strings: it cancels a request.
 */
final class LlmApiDialect implements Dialect {
    private static final SupportedFields FIELDS = new SupportedFields()
            .as(RequestField.TOP_K, "sampling_param_top_k", TensorRtLlmDialect::topK)
            .as(RequestField.BEST_OF, "sampling_param_best_of")
            .as(RequestField.FREQUENCY_PENALTY, "sampling_param_frequency_penalty")
            .as(RequestField.PRESENCE_PENALTY, "sampling_param_presence_penalty");

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
        FIELDS.require(generation, this);
        FieldErrors.requireNoAdapter(generation, this);
    }

    @Override
    public GenerateRequest toGenerate(Generation generation, AnswerForm form) {
        Sampling sampling = generation.sampling();
        GenerateRequest generate = new GenerateRequest(generation.prompt().text())
                .with("streaming", sampling.stream())
                .with("return_finish_reason", true)
                .with("sampling_param_return_perf_metrics", cacheHits ? true : null)
                .with("sampling_param_exclude_input_from_output", true)
                .with("sampling_param_max_tokens", sampling.maxTokens())
                .with("sampling_param_temperature", sampling.temperature())
                .with("sampling_param_top_p", sampling.topP());
        FIELDS.send(generation, generate::with);
        return generate.with("sampling_param_seed", TensorRtLlmDialect.unsigned(generation.seedToSend()))
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
