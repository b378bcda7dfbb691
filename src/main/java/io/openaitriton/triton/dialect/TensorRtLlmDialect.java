package io.openaitriton.triton.dialect;

import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.Constraint;
import io.openaitriton.generation.FieldValues;
import io.openaitriton.generation.Generation;
import io.openaitriton.generation.RequestField;
import io.openaitriton.generation.Sampling;
import io.openaitriton.triton.GenerateRequest;
import io.openaitriton.triton.enforce.AnswerForm;
import io.openaitriton.triton.enforce.Grammars;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Predicate;

/**
 * TensorRT-LLM's {@code ensemble} and {@code tensorrt_llm_bls}: every parameter is a separate input. It gives no finish
 * reason. Releases up to 0.18 have other names for two inputs and lack some.
 */
final class TensorRtLlmDialect implements Dialect {
    private static final String GUIDE_TYPE = "guided_decoding_guide_type";

    private final Predicate<String> has;
    private final boolean cumulative;
    private final SupportedFields fields;
    private final Grammars grammars;

    /** @param has whether the model has an input */
    TensorRtLlmDialect(Predicate<String> has, DialectOptions options) {
        this.has = has;
        this.cumulative = options.cumulative();
        this.fields = new SupportedFields()
                .as(RequestField.TOP_K, "top_k", TensorRtLlmDialect::topK)
                .same(RequestField.REPETITION_PENALTY)
                .same(RequestField.PRESENCE_PENALTY)
                .same(RequestField.FREQUENCY_PENALTY)
                .as(RequestField.MIN_TOKENS, has.test("min_length") ? "min_length" : "min_tokens")
                .same(RequestField.BAD_WORDS);
        if (has.test("lora_task_id")) {
            fields.otherwise(RequestField.LORA_NAME);
        }
        if (has.test(GUIDE_TYPE)) {
            fields.otherwise(RequestField.RESPONSE_FORMAT)
                    .otherwise(RequestField.STRUCTURED_OUTPUTS)
                    .otherwise(RequestField.GUIDED_JSON)
                    .otherwise(RequestField.GUIDED_REGEX)
                    .otherwise(RequestField.GUIDED_GRAMMAR);
            this.grammars = Grammars.schemas(id(), options.ignoreStrict());
        } else {
            this.grammars = Grammars.none(id(), options.ignoreStrict());
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
    public boolean reportsLoad() {
        return true;
    }

    @Override
    public boolean echoes() {
        return !has.test("exclude_input_in_output");
    }

    @Override
    public Grammars grammars() {
        return grammars;
    }

    @Override
    public void check(Generation generation) {
        fields.require(generation, this);
        FieldErrors.requireTopP(generation.sampling(), this);
    }

    @Override
    public GenerateRequest toGenerate(Generation generation, AnswerForm form) {
        Sampling sampling = generation.sampling();
        GenerateRequest generate = new GenerateRequest(generation.prompt().text())
                .with("max_tokens", sampling.maxTokens())
                .with("stream", sampling.stream())
                .with("exclude_input_in_output", flag("exclude_input_in_output"))
                .with("return_num_input_tokens", flag("return_num_input_tokens"))
                .with("return_num_output_tokens", flag("return_num_output_tokens"))
                .with("temperature", sampling.temperature())
                .with("top_p", sampling.topP());
        fields.send(generation, generate::with);
        generate.with(has.test("random_seed") ? "random_seed" : "seed", unsigned(generation.seedToSend()))
                .with("stop_words", sampling.stops())
                .with("lora_task_id", lora(generation));
        guide(generate, form.constraint());
        return generate;
    }

    /** All of them, although the backend has stop words too: it matches them by token, and leaves them in its text. */
    @Override
    public List<String> stopsOfGateway(Generation generation) {
        List<String> stops = generation.sampling().stops();
        return stops == null ? List.of() : stops;
    }

    /** A seed is any 64 bits; the input takes it as an unsigned number. */
    static Object unsigned(Long seed) {
        return seed == null || seed >= 0 ? seed : new BigInteger(Long.toUnsignedString(seed));
    }

    /** "All tokens" is 0 here and -1 in vLLM. */
    static Integer topK(FieldValues fields) {
        return fields.integer(RequestField.TOP_K).map(topK -> Math.max(0, topK)).orElse(null);
    }

    private Boolean flag(String input) {
        return has.test(input) ? true : null;
    }

    /** Adapters have numbers here. */
    private BigInteger lora(Generation generation) {
        String name = generation.sampling().lora();
        if (name == null) {
            return null;
        }
        if (!has.test("lora_task_id") || !name.matches("[0-9]{1,19}")) {
            throw ApiException.invalid(
                    generation.names().adapter(),
                    "LoRA adapter '" + name + "' is not supported by this model's backend (dialect tensorrt-llm):"
                            + " use the adapter's number, the 'lora_task_id'.");
        }
        return new BigInteger(name);
    }

    private void guide(GenerateRequest generate, Constraint constraint) {
        if (constraint == null) {
            return;
        }
        switch (constraint.kind()) {
            case "json_object" -> generate.with(GUIDE_TYPE, "json");
            case "json" -> guide(generate, "json_schema", constraint);
            case "regex" -> guide(generate, "regex", constraint);
            case "grammar" -> guide(generate, "ebnf_grammar", constraint);
            default -> throw FieldErrors.refusal(constraint.field(), this);
        }
    }

    private static void guide(GenerateRequest generate, String type, Constraint constraint) {
        generate.with(GUIDE_TYPE, type).with("guided_decoding_guide", constraint.text());
    }
}
