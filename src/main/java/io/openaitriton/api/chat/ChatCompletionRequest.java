package io.openaitriton.api.chat;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openaitriton.api.StopReader;
import io.openaitriton.api.json.RepeatedTools;
import java.util.List;

/**
 * The body of {@code POST /v1/chat/completions}, with the extensions that vLLM's users send at top level.
 *
 * <p>Every component is null if the client left it out or sent null; unknown fields are ignored. Fields whose content the
 * gateway does not read stay {@link JsonNode}, with OpenAI's JSON type. Source: OpenAI API reference, "Create chat completion".
 *
 * @param maxTokens deprecated name of {@code max_completion_tokens}, which wins when both are there
 * @param stop one string or several
 * @param n choices wanted, 1 or more
 * @param temperature 0 to 2
 * @param topP 0 to 1
 * @param tools not to be changed: other requests may have the same objects
 * @param includeReasoning false leaves what the model thinks out of the answer
 * @param enableThinking whether the model thinks first, as Qwen's API has it
 * @param user who asks, as the client calls them; may choose a replica
 * @param promptCacheKey requests with the same one are alike in how they begin; may choose a replica
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ChatCompletionRequest(
        String model,
        List<ChatMessage> messages,
        Boolean stream,
        @JsonProperty("stream_options") StreamOptions streamOptions,
        Double temperature,
        @JsonProperty("top_p") Double topP,
        @JsonProperty("max_tokens") Integer maxTokens,
        @JsonProperty("max_completion_tokens") Integer maxCompletionTokens,

        @JsonDeserialize(using = StopReader.class) List<String> stop,

        Long seed,
        Integer n,
        @JsonProperty("presence_penalty") Double presencePenalty,
        @JsonProperty("frequency_penalty") Double frequencyPenalty,

        @JsonDeserialize(as = ObjectNode.class) @JsonProperty("logit_bias")
        JsonNode logitBias,

        Boolean logprobs,
        @JsonProperty("top_logprobs") Integer topLogprobs,
        @JsonProperty("response_format") ResponseFormat responseFormat,
        @JsonDeserialize(using = RepeatedTools.class) List<JsonNode> tools,
        @JsonProperty("tool_choice") JsonNode toolChoice,
        @JsonProperty("parallel_tool_calls") Boolean parallelToolCalls,
        @JsonProperty("include_reasoning") Boolean includeReasoning,
        @JsonDeserialize(contentAs = ObjectNode.class) List<JsonNode> functions,
        @JsonProperty("function_call") JsonNode functionCall,
        List<String> modalities,
        @JsonDeserialize(as = ObjectNode.class) JsonNode audio,
        @JsonDeserialize(as = ObjectNode.class) JsonNode prediction,
        @JsonProperty("reasoning_effort") String reasoningEffort,
        @JsonProperty("enable_thinking") Boolean enableThinking,
        String verbosity,

        @JsonDeserialize(as = ObjectNode.class) @JsonProperty("web_search_options")
        JsonNode webSearchOptions,

        @JsonProperty("top_k") Integer topK,
        @JsonProperty("min_p") Double minP,
        @JsonProperty("repetition_penalty") Double repetitionPenalty,
        @JsonProperty("min_tokens") Integer minTokens,
        @JsonProperty("ignore_eos") Boolean ignoreEos,
        @JsonProperty("stop_token_ids") List<Integer> stopTokenIds,
        @JsonProperty("skip_special_tokens") Boolean skipSpecialTokens,

        @JsonDeserialize(as = ObjectNode.class) @JsonProperty("chat_template_kwargs")
        JsonNode chatTemplateKwargs,

        @JsonProperty("add_generation_prompt") Boolean addGenerationPrompt,
        @JsonProperty("continue_final_message") Boolean continueFinalMessage,
        @JsonDeserialize(contentAs = ObjectNode.class) List<JsonNode> documents,
        @JsonProperty("lora_name") String loraName,
        @JsonProperty("best_of") Integer bestOf,
        @JsonProperty("use_beam_search") Boolean useBeamSearch,
        @JsonProperty("length_penalty") Double lengthPenalty,
        @JsonProperty("bad_words") List<String> badWords,
        @JsonProperty("allowed_token_ids") List<Integer> allowedTokenIds,
        @JsonProperty("include_stop_str_in_output") Boolean includeStopStrInOutput,
        @JsonProperty("spaces_between_special_tokens") Boolean spacesBetweenSpecialTokens,
        @JsonProperty("truncate_prompt_tokens") Integer truncatePromptTokens,
        @JsonProperty("prompt_logprobs") Integer promptLogprobs,
        Boolean echo,
        @JsonProperty("add_special_tokens") Boolean addSpecialTokens,
        @JsonProperty("chat_template") String chatTemplate,

        @JsonDeserialize(as = ObjectNode.class) @JsonProperty("mm_processor_kwargs")
        JsonNode mmProcessorKwargs,

        @JsonDeserialize(as = ObjectNode.class) @JsonProperty("structured_outputs")
        JsonNode structuredOutputs,

        @JsonProperty("guided_json") JsonNode guidedJson,
        @JsonProperty("guided_regex") String guidedRegex,
        @JsonProperty("guided_choice") List<String> guidedChoice,
        @JsonProperty("guided_grammar") String guidedGrammar,
        @JsonProperty("guided_decoding_backend") String guidedDecodingBackend,
        @JsonProperty("guided_whitespace_pattern") String guidedWhitespacePattern,
        @JsonProperty("structural_tag") JsonNode structuralTag,
        @JsonProperty("logits_processors") JsonNode logitsProcessors,
        @JsonProperty("thinking_token_budget") Integer thinkingTokenBudget,
        @JsonProperty("return_tokens_as_token_ids") Boolean returnTokensAsTokenIds,
        @JsonProperty("return_token_ids") Boolean returnTokenIds,

        @JsonDeserialize(as = ObjectNode.class) @JsonProperty("kv_transfer_params")
        JsonNode kvTransferParams,

        @JsonDeserialize(as = ObjectNode.class) @JsonProperty("vllm_xargs")
        JsonNode vllmXargs,

        String user,
        @JsonProperty("prompt_cache_key") String promptCacheKey) {}
