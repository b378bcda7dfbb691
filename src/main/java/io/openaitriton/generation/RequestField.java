package io.openaitriton.generation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * The request fields that demand something beyond a plain answer, in the order in which they are checked. A dialect names those
 * that it supports; every other field is refused by name if its value demands something, so that no field is silently ignored.
 *
 * <p>A new field is one line here, one component of the API's record, and one line in each dialect that supports it.
 */
public enum RequestField {
    N("n", more(1)),
    RESPONSE_FORMAT("response_format", value -> true),
    LOGPROBS("logprobs", is(true)),
    LOGIT_BIAS("logit_bias", RequestField::present),
    PRESENCE_PENALTY("presence_penalty", not(0.0)),
    FREQUENCY_PENALTY("frequency_penalty", not(0.0)),
    MODALITIES("modalities", not(List.of("text"))),
    AUDIO("audio", RequestField::present),
    VERBOSITY("verbosity", value -> true),
    WEB_SEARCH_OPTIONS("web_search_options", RequestField::present),
    TOP_K("top_k", more(0)),
    MIN_P("min_p", not(0.0)),
    REPETITION_PENALTY("repetition_penalty", not(1.0)),
    MIN_TOKENS("min_tokens", not(0)),
    IGNORE_EOS("ignore_eos", is(true)),
    STOP_TOKEN_IDS("stop_token_ids", RequestField::present),
    SKIP_SPECIAL_TOKENS("skip_special_tokens", is(false)),
    LORA_NAME("lora_name", not("")),
    BEST_OF("best_of", (value, all) -> !value.equals(all.integer(N).orElse(1))),
    USE_BEAM_SEARCH("use_beam_search", is(true)),
    LENGTH_PENALTY("length_penalty", not(1.0)),
    BAD_WORDS("bad_words", RequestField::present),
    ALLOWED_TOKEN_IDS("allowed_token_ids", value -> true),
    INCLUDE_STOP_STR_IN_OUTPUT("include_stop_str_in_output", is(true)),
    SPACES_BETWEEN_SPECIAL_TOKENS("spaces_between_special_tokens", is(false)),
    TRUNCATE_PROMPT_TOKENS("truncate_prompt_tokens", value -> true),
    PROMPT_LOGPROBS("prompt_logprobs", value -> true),
    ECHO("echo", is(true)),
    ADD_SPECIAL_TOKENS("add_special_tokens", is(true)),
    CHAT_TEMPLATE("chat_template", value -> true),
    MM_PROCESSOR_KWARGS("mm_processor_kwargs", RequestField::present),
    STRUCTURED_OUTPUTS("structured_outputs", RequestField::present),
    GUIDED_JSON("guided_json", value -> !(value instanceof JsonNode node && node.isNull())),
    GUIDED_REGEX("guided_regex", value -> true),
    GUIDED_CHOICE("guided_choice", value -> true),
    GUIDED_GRAMMAR("guided_grammar", value -> true),
    GUIDED_DECODING_BACKEND("guided_decoding_backend", value -> true),
    GUIDED_WHITESPACE_PATTERN("guided_whitespace_pattern", value -> true),
    STRUCTURAL_TAG("structural_tag", RequestField::present),
    LOGITS_PROCESSORS("logits_processors", RequestField::present),
    THINKING_TOKEN_BUDGET("thinking_token_budget", value -> true),
    RETURN_TOKENS_AS_TOKEN_IDS("return_tokens_as_token_ids", is(true)),
    RETURN_TOKEN_IDS("return_token_ids", is(true)),
    KV_TRANSFER_PARAMS("kv_transfer_params", RequestField::present),
    VLLM_XARGS("vllm_xargs", RequestField::present);

    private final String wireName;
    private final BiPredicate<Object, FieldValues> asks;

    RequestField(String wireName, Predicate<Object> asks) {
        this(wireName, (value, all) -> asks.test(value));
    }

    RequestField(String wireName, BiPredicate<Object, FieldValues> asks) {
        this.wireName = wireName;
        this.asks = asks;
    }

    /** Its name in a request. */
    public String wireName() {
        return wireName;
    }

    /** The field with a name in a request; empty for a name that demands nothing beyond a plain answer, or is unknown. */
    public static Optional<RequestField> named(String wireName) {
        for (RequestField field : values()) {
            if (field.wireName.equals(wireName)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    /** True if a value demands something: a value without effect needs no support. */
    boolean asks(Object value, FieldValues all) {
        return asks.test(value, all);
    }

    private static Predicate<Object> is(Object asking) {
        return asking::equals;
    }

    private static Predicate<Object> not(Object neutral) {
        return value -> !neutral.equals(value);
    }

    private static Predicate<Object> more(int neutral) {
        return value -> (Integer) value > neutral;
    }

    private static boolean present(Object value) {
        if (value instanceof JsonNode node) {
            return !node.isNull() && !(node.isContainerNode() && node.isEmpty());
        }
        return !((Collection<?>) value).isEmpty();
    }
}
