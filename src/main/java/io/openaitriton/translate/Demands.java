package io.openaitriton.translate;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.openai.ChatCompletionRequest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fields by which a request asks for something beyond a plain answer. A dialect names those that it carries; all others
 * are refused by name, so that none is accepted and ignored. Values that ask for nothing pass.
 */
final class Demands {
    private Demands() {}

    /** @throws ApiException 400, naming the first field that is asked for and not among the carried ones */
    static void refuseAllBut(Set<String> carried, ChatCompletionRequest request, String dialect) {
        of(request).forEach((field, asked) -> {
            if (asked && !carried.contains(field)) {
                throw refusal(field, dialect);
            }
        });
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

    /** The field that names the adapter. */
    static String adapterField(ChatCompletionRequest request) {
        return request.loraName() == null || request.loraName().isEmpty() ? "model" : "lora_name";
    }

    static ApiException refusal(String field, String dialect) {
        return ApiException.invalid(
                field,
                "'" + field + "' with this value is not supported by this model's backend (dialect " + dialect + ").");
    }

    private static Map<String, Boolean> of(ChatCompletionRequest r) {
        Map<String, Boolean> asked = new LinkedHashMap<>();
        asked.put("n", r.n() != null && r.n() > 1);
        asked.put(
                "response_format",
                r.responseFormat() != null && !"text".equals(r.responseFormat().type()));
        asked.put("logprobs", Boolean.TRUE.equals(r.logprobs()));
        asked.put("logit_bias", present(r.logitBias()));
        asked.put("presence_penalty", differs(r.presencePenalty(), 0));
        asked.put("frequency_penalty", differs(r.frequencyPenalty(), 0));
        asked.put("modalities", r.modalities() != null && !r.modalities().equals(List.of("text")));
        asked.put("audio", present(r.audio()));
        asked.put("reasoning_effort", r.reasoningEffort() != null);
        asked.put("verbosity", r.verbosity() != null);
        asked.put("web_search_options", present(r.webSearchOptions()));
        asked.put("top_k", r.topK() != null && r.topK() > 0);
        asked.put("min_p", differs(r.minP(), 0));
        asked.put("repetition_penalty", differs(r.repetitionPenalty(), 1));
        asked.put("min_tokens", r.minTokens() != null && r.minTokens() != 0);
        asked.put("ignore_eos", Boolean.TRUE.equals(r.ignoreEos()));
        asked.put("stop_token_ids", present(r.stopTokenIds()));
        asked.put("skip_special_tokens", Boolean.FALSE.equals(r.skipSpecialTokens()));
        asked.put("lora_name", r.loraName() != null && !r.loraName().isEmpty());
        asked.put("best_of", r.bestOf() != null && r.bestOf() != (r.n() == null ? 1 : r.n()));
        asked.put("use_beam_search", Boolean.TRUE.equals(r.useBeamSearch()));
        asked.put("length_penalty", differs(r.lengthPenalty(), 1));
        asked.put("bad_words", present(r.badWords()));
        asked.put("allowed_token_ids", r.allowedTokenIds() != null);
        asked.put("include_stop_str_in_output", Boolean.TRUE.equals(r.includeStopStrInOutput()));
        asked.put("spaces_between_special_tokens", Boolean.FALSE.equals(r.spacesBetweenSpecialTokens()));
        asked.put("truncate_prompt_tokens", r.truncatePromptTokens() != null);
        asked.put("prompt_logprobs", r.promptLogprobs() != null);
        asked.put("echo", Boolean.TRUE.equals(r.echo()));
        asked.put("add_special_tokens", Boolean.TRUE.equals(r.addSpecialTokens()));
        asked.put("chat_template", r.chatTemplate() != null);
        asked.put("mm_processor_kwargs", present(r.mmProcessorKwargs()));
        asked.put("structured_outputs", present(r.structuredOutputs()));
        asked.put("guided_json", r.guidedJson() != null && !r.guidedJson().isNull());
        asked.put("guided_regex", r.guidedRegex() != null);
        asked.put("guided_choice", r.guidedChoice() != null);
        asked.put("guided_grammar", r.guidedGrammar() != null);
        asked.put("guided_decoding_backend", r.guidedDecodingBackend() != null);
        asked.put("guided_whitespace_pattern", r.guidedWhitespacePattern() != null);
        asked.put("structural_tag", present(r.structuralTag()));
        asked.put("logits_processors", present(r.logitsProcessors()));
        asked.put("thinking_token_budget", r.thinkingTokenBudget() != null);
        asked.put("return_tokens_as_token_ids", Boolean.TRUE.equals(r.returnTokensAsTokenIds()));
        asked.put("return_token_ids", Boolean.TRUE.equals(r.returnTokenIds()));
        asked.put("kv_transfer_params", present(r.kvTransferParams()));
        asked.put("vllm_xargs", present(r.vllmXargs()));
        return asked;
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
