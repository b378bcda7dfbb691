package io.openaitriton.triton.dialect;

import static io.openaitriton.generation.RequestField.BAD_WORDS;
import static io.openaitriton.generation.RequestField.FREQUENCY_PENALTY;
import static io.openaitriton.generation.RequestField.GUIDED_GRAMMAR;
import static io.openaitriton.generation.RequestField.GUIDED_JSON;
import static io.openaitriton.generation.RequestField.GUIDED_REGEX;
import static io.openaitriton.generation.RequestField.LORA_NAME;
import static io.openaitriton.generation.RequestField.MIN_TOKENS;
import static io.openaitriton.generation.RequestField.PRESENCE_PENALTY;
import static io.openaitriton.generation.RequestField.REPETITION_PENALTY;
import static io.openaitriton.generation.RequestField.RESPONSE_FORMAT;
import static io.openaitriton.generation.RequestField.STRUCTURED_OUTPUTS;
import static io.openaitriton.generation.RequestField.TOP_K;

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
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * TensorRT-LLM's {@code ensemble} and {@code tensorrt_llm_bls}: every parameter is a separate input. It gives no finish
 * reason. Releases up to 0.18 have other names for two inputs and lack some.
 */
final class TensorRtLlmDialect implements Dialect {
    private static final Set<RequestField> CARRIED =
            Set.of(PRESENCE_PENALTY, FREQUENCY_PENALTY, TOP_K, REPETITION_PENALTY, MIN_TOKENS, BAD_WORDS, LORA_NAME);
    private static final Set<RequestField> GUIDED =
            Set.of(RESPONSE_FORMAT, STRUCTURED_OUTPUTS, GUIDED_JSON, GUIDED_REGEX, GUIDED_GRAMMAR);
    private static final String GUIDE_TYPE = "guided_decoding_guide_type";

    private final Predicate<String> has;
    private final boolean cumulative;
    private final Set<RequestField> carried;
    private final Grammars grammars;

    /** @param has whether the model has an input */
    TensorRtLlmDialect(Predicate<String> has, DialectOptions options) {
        this.has = has;
        this.cumulative = options.cumulative();
        this.carried = EnumSet.copyOf(CARRIED);
        if (has.test(GUIDE_TYPE)) {
            carried.addAll(GUIDED);
            this.grammars = Grammars.schemas(id(), options.ignoreStrict());
        } else {
            this.grammars = Grammars.none(id(), options.ignoreStrict());
        }
        if (!has.test("lora_task_id")) {
            carried.remove(LORA_NAME);
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
        Carried.requireOnly(carried, generation, this);
        Carried.requireTopP(generation.sampling(), this);
    }

    @Override
    public GenerateRequest toGenerate(Generation generation, AnswerForm form) {
        Sampling sampling = generation.sampling();
        FieldValues fields = generation.fields();
        GenerateRequest generate = new GenerateRequest(generation.prompt().text())
                .with("max_tokens", sampling.maxTokens())
                .with("stream", sampling.stream())
                .with("exclude_input_in_output", flag("exclude_input_in_output"))
                .with("return_num_input_tokens", flag("return_num_input_tokens"))
                .with("return_num_output_tokens", flag("return_num_output_tokens"))
                .with("temperature", sampling.temperature())
                .with("top_p", sampling.topP())
                .with("top_k", topK(fields))
                .with("repetition_penalty", fields.get(REPETITION_PENALTY))
                .with("presence_penalty", fields.get(PRESENCE_PENALTY))
                .with("frequency_penalty", fields.get(FREQUENCY_PENALTY))
                .with(has.test("min_length") ? "min_length" : "min_tokens", fields.get(MIN_TOKENS))
                .with(has.test("random_seed") ? "random_seed" : "seed", unsigned(generation.seedToSend()))
                .with("stop_words", sampling.stops())
                .with("bad_words", fields.get(BAD_WORDS))
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
        return fields.integer(TOP_K).map(topK -> Math.max(0, topK)).orElse(null);
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
            default -> throw Carried.refusal(constraint.field(), this);
        }
    }

    private static void guide(GenerateRequest generate, String type, Constraint constraint) {
        generate.with(GUIDE_TYPE, type).with("guided_decoding_guide", constraint.text());
    }
}
