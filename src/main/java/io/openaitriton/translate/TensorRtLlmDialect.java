package io.openaitriton.translate;

import io.openaitriton.openai.ChatCompletionRequest;
import io.openaitriton.triton.GenerateRequest;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * TensorRT-LLM's {@code ensemble} and {@code tensorrt_llm_bls}: every parameter is an input of its own. It gives no finish
 * reason. Releases up to 0.18 have other names for two inputs and lack some.
 */
final class TensorRtLlmDialect implements Dialect {
    private static final Set<String> CARRIED = Set.of(
            "presence_penalty",
            "frequency_penalty",
            "top_k",
            "repetition_penalty",
            "min_tokens",
            "bad_words",
            "lora_name");
    private static final Set<String> GUIDED =
            Set.of("response_format", "structured_outputs", "guided_json", "guided_regex", "guided_grammar");
    private static final String GUIDE_TYPE = "guided_decoding_guide_type";

    private final Predicate<String> has;
    private final boolean cumulative;
    private final Set<String> carried;

    /** @param has whether the model has an input */
    TensorRtLlmDialect(Predicate<String> has, DialectOptions options) {
        this.has = has;
        this.cumulative = options.cumulative();
        this.carried = new HashSet<>(CARRIED);
        if (has.test(GUIDE_TYPE)) {
            carried.addAll(GUIDED);
        }
        if (!has.test("lora_task_id")) {
            carried.remove("lora_name");
        }
    }

    @Override
    public String id() {
        return "tensorrt-llm";
    }

    @Override
    public boolean cumulative() {
        return cumulative;
    }

    @Override
    public boolean echoes() {
        return !has.test("exclude_input_in_output");
    }

    @Override
    public GenerateRequest toGenerate(ChatCompletionRequest request, String prompt, Sampling sampling) {
        Demands.refuseAllBut(carried, request, id());
        Demands.refuseNoTopP(sampling, id());
        GenerateRequest generate = new GenerateRequest(prompt)
                .with("max_tokens", sampling.maxTokens())
                .with("stream", sampling.stream())
                .with("exclude_input_in_output", flag("exclude_input_in_output"))
                .with("return_num_input_tokens", flag("return_num_input_tokens"))
                .with("return_num_output_tokens", flag("return_num_output_tokens"))
                .with("temperature", sampling.temperature())
                .with("top_p", sampling.topP())
                .with("top_k", topK(request.topK()))
                .with("repetition_penalty", request.repetitionPenalty())
                .with("presence_penalty", request.presencePenalty())
                .with("frequency_penalty", request.frequencyPenalty())
                .with(has.test("min_length") ? "min_length" : "min_tokens", request.minTokens())
                .with(has.test("random_seed") ? "random_seed" : "seed", unsigned(sampling.seed(request)))
                .with("stop_words", request.stop())
                .with("bad_words", request.badWords())
                .with("lora_task_id", lora(request, sampling.lora()));
        guide(generate, OutputConstraint.of(request));
        return generate;
    }

    /** All, though the backend knows them too: it matches them by token, and leaves them in its text. */
    @Override
    public List<String> stopsOfGateway(ChatCompletionRequest request) {
        return request.stop() == null ? List.of() : request.stop();
    }

    /** A seed is any 64 bits, which the input takes as a number without sign. */
    static Object unsigned(Long seed) {
        return seed == null || seed >= 0 ? seed : new BigInteger(Long.toUnsignedString(seed));
    }

    /** "All tokens" is 0 here and -1 in vLLM. */
    static Integer topK(Integer topK) {
        return topK == null ? null : (Integer) Math.max(0, topK);
    }

    private Boolean flag(String input) {
        return has.test(input) ? true : null;
    }

    /** Adapters have numbers here. */
    private BigInteger lora(ChatCompletionRequest request, String name) {
        if (name == null) {
            return null;
        }
        if (!has.test("lora_task_id") || !name.matches("[0-9]{1,19}")) {
            throw ApiException.invalid(
                    Demands.adapterField(request),
                    "LoRA adapter '" + name + "' is not supported by this model's backend (dialect tensorrt-llm):"
                            + " an adapter is named by its number, the 'lora_task_id'.");
        }
        return new BigInteger(name);
    }

    private void guide(GenerateRequest generate, OutputConstraint constraint) {
        if (constraint == null) {
            return;
        }
        switch (constraint.kind()) {
            case "json_object" -> generate.with(GUIDE_TYPE, "json");
            case "json" -> guide(generate, "json_schema", constraint);
            case "regex" -> guide(generate, "regex", constraint);
            case "grammar" -> guide(generate, "ebnf_grammar", constraint);
            default -> throw Demands.refusal(constraint.field(), id());
        }
    }

    private static void guide(GenerateRequest generate, String type, OutputConstraint constraint) {
        generate.with(GUIDE_TYPE, type).with("guided_decoding_guide", constraint.text());
    }
}
