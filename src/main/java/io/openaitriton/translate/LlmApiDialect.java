package io.openaitriton.translate;

import io.openaitriton.images.Image;
import io.openaitriton.openai.ChatCompletionRequest;
import io.openaitriton.triton.GenerateRequest;
import java.util.List;
import java.util.Set;

/**
 * The model of TensorRT-LLM's LLM API, {@code tensorrt_llm}. It streams the whole text so far in each event, and counts no
 * tokens. Its input {@code stop} is not for stop strings: it cancels a request.
 */
final class LlmApiDialect implements Dialect {
    private static final Set<String> CARRIED = Set.of("presence_penalty", "frequency_penalty", "top_k", "best_of");

    private final boolean images;

    /** @param images whether the model has the input for images */
    LlmApiDialect(boolean images) {
        this.images = images;
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
    public GenerateRequest toGenerate(ChatCompletionRequest request, String prompt, Sampling sampling) {
        Demands.refuseAllBut(CARRIED, request, id());
        Demands.refuseAdapter(request, sampling, id());
        return new GenerateRequest(prompt)
                .with("streaming", sampling.stream())
                .with("return_finish_reason", true)
                .with("sampling_param_exclude_input_from_output", true)
                .with("sampling_param_max_tokens", sampling.maxTokens())
                .with("sampling_param_temperature", sampling.temperature())
                .with("sampling_param_top_p", sampling.topP())
                .with("sampling_param_top_k", TensorRtLlmDialect.topK(request.topK()))
                .with("sampling_param_best_of", request.bestOf())
                .with("sampling_param_frequency_penalty", request.frequencyPenalty())
                .with("sampling_param_presence_penalty", request.presencePenalty())
                .with("sampling_param_seed", TensorRtLlmDialect.unsigned(sampling.seed(request)))
                .with("sampling_param_stop", request.stop());
    }

    @Override
    public boolean takesImages() {
        return images;
    }

    /** All as {@code data:} URLs, also those that came by address: the backend would fetch whatever it is told to. */
    @Override
    public void addImages(GenerateRequest generate, List<Image> images) {
        generate.with("image_url", images.stream().map(Image::dataUrl).toList());
    }

    @Override
    public List<String> stopsOfGateway(ChatCompletionRequest request) {
        return List.of();
    }
}
