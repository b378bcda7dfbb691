package io.openaitriton.translate;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.openai.ChatCompletionRequest;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * The fields by which a request asks for something beyond a plain answer. A dialect names those that it carries; all others
 * are refused by name, so that none is accepted and ignored. Values that ask for nothing pass.
 */
final class Demands {
    private final Set<String> carried;
    private final String dialect;

    private Demands(Set<String> carried, String dialect) {
        this.carried = carried;
        this.dialect = dialect;
    }

    /** @throws ApiException 400, naming the first field that is asked for and not among the carried ones */
    static void refuseAllBut(Set<String> carried, ChatCompletionRequest request, String dialect) {
        new Demands(carried, dialect).check(request);
    }

    /** @throws ApiException 400 when a LoRA adapter is asked for, by its field or by the model's name */
    static void refuseAdapter(ChatCompletionRequest request, Sampling sampling, String dialect) {
        if (sampling.lora() != null) {
            throw ApiException.invalid(
                    adapterField(request),
                    "LoRA adapter '" + sampling.lora() + "' is not supported by this model's backend (dialect "
                            + dialect + ").");
        }
    }

    /** @throws ApiException 400 for a {@code top_p} of 0, which OpenAI allows and the engines refuse */
    static void refuseNoTopP(Sampling sampling, String dialect) {
        if (sampling.topP() == 0) {
            throw ApiException.invalid(
                    "top_p",
                    "Invalid value for 'top_p': this model's backend (dialect " + dialect
                            + ") needs more than 0. To always get the most likely token, set 'temperature' to 0.");
        }
    }

    /** The field that names the adapter. */
    static String adapterField(ChatCompletionRequest request) {
        return request.loraName() == null || request.loraName().isEmpty() ? "model" : "lora_name";
    }

    static ApiException refusal(String field, String dialect) {
        return ApiException.invalid(
                field,
                "'" + field + "' with this value is not supported by this model's backend (dialect " + dialect + ").");
    }

    private void check(ChatCompletionRequest r) {
        check("n", r.n() != null && r.n() > 1);
        check(
                "response_format",
                r.responseFormat() != null && !"text".equals(r.responseFormat().type()));
        check("logprobs", Boolean.TRUE.equals(r.logprobs()));
        check("logit_bias", present(r.logitBias()));
        check("presence_penalty", differs(r.presencePenalty(), 0));
        check("frequency_penalty", differs(r.frequencyPenalty(), 0));
        check("modalities", r.modalities() != null && !r.modalities().equals(List.of("text")));
        check("audio", present(r.audio()));
        check("verbosity", r.verbosity() != null);
        check("web_search_options", present(r.webSearchOptions()));
        check("top_k", r.topK() != null && r.topK() > 0);
        check("min_p", differs(r.minP(), 0));
        check("repetition_penalty", differs(r.repetitionPenalty(), 1));
        check("min_tokens", r.minTokens() != null && r.minTokens() != 0);
        check("ignore_eos", Boolean.TRUE.equals(r.ignoreEos()));
        check("stop_token_ids", present(r.stopTokenIds()));
        check("skip_special_tokens", Boolean.FALSE.equals(r.skipSpecialTokens()));
        check("lora_name", r.loraName() != null && !r.loraName().isEmpty());
        check("best_of", r.bestOf() != null && r.bestOf() != (r.n() == null ? 1 : r.n()));
        check("use_beam_search", Boolean.TRUE.equals(r.useBeamSearch()));
        check("length_penalty", differs(r.lengthPenalty(), 1));
        check("bad_words", present(r.badWords()));
        check("allowed_token_ids", r.allowedTokenIds() != null);
        check("include_stop_str_in_output", Boolean.TRUE.equals(r.includeStopStrInOutput()));
        check("spaces_between_special_tokens", Boolean.FALSE.equals(r.spacesBetweenSpecialTokens()));
        check("truncate_prompt_tokens", r.truncatePromptTokens() != null);
        check("prompt_logprobs", r.promptLogprobs() != null);
        check("echo", Boolean.TRUE.equals(r.echo()));
        check("add_special_tokens", Boolean.TRUE.equals(r.addSpecialTokens()));
        check("chat_template", r.chatTemplate() != null);
        check("mm_processor_kwargs", present(r.mmProcessorKwargs()));
        check("structured_outputs", present(r.structuredOutputs()));
        check("guided_json", r.guidedJson() != null && !r.guidedJson().isNull());
        check("guided_regex", r.guidedRegex() != null);
        check("guided_choice", r.guidedChoice() != null);
        check("guided_grammar", r.guidedGrammar() != null);
        check("guided_decoding_backend", r.guidedDecodingBackend() != null);
        check("guided_whitespace_pattern", r.guidedWhitespacePattern() != null);
        check("structural_tag", present(r.structuralTag()));
        check("logits_processors", present(r.logitsProcessors()));
        check("thinking_token_budget", r.thinkingTokenBudget() != null);
        check("return_tokens_as_token_ids", Boolean.TRUE.equals(r.returnTokensAsTokenIds()));
        check("return_token_ids", Boolean.TRUE.equals(r.returnTokenIds()));
        check("kv_transfer_params", present(r.kvTransferParams()));
        check("vllm_xargs", present(r.vllmXargs()));
    }

    private void check(String field, boolean asked) {
        if (asked && !carried.contains(field)) {
            throw refusal(field, dialect);
        }
    }

    private static boolean differs(Double value, double neutral) {
        return value != null && value != neutral;
    }

    private static boolean present(Collection<?> values) {
        return values != null && !values.isEmpty();
    }

    private static boolean present(JsonNode node) {
        return node != null && !node.isNull() && !(node.isContainerNode() && node.isEmpty());
    }
}
