package io.openaitriton.triton;

import io.openaitriton.triton.TritonException.Kind;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The meaning of error texts of Triton's core, server and LLM backends. {@code docs/errors.md} has the same rows.
 */
final class ErrorTable {
    /** Stands for a field: the one whose name begins the text. */
    static final String NAMED = "the field named";

    /** Beginnings of sentences about a prompt that is too long. */
    private static final String LENGTH =
            "{sum of prompt|sum of the prompt|prompt|input|context|encoder|sequence|request|number of|length of|query|total|token}";

    /** In order: the first matching row counts. */
    static final List<Row> ROWS = List.of(
            // Triton stops, starts, or has not loaded the model
            row("Server is stopping", Kind.NOT_READY),
            row("Server not ready", Kind.NOT_READY),
            row("Server exiting", Kind.NOT_READY),
            row("{Request for unknown model: |}'*' version … is not at ready state", Kind.NOT_READY),
            row("Request for unknown model: '*' has no available versions", Kind.NOT_READY),
            row("Model version not ready", Kind.NOT_READY),
            row("Model '*' is not ready", Kind.NOT_READY),
            row("Requested model is not yet registered with rate limiter", Kind.NOT_READY),
            row("New model requests can not be made to a model that is being removed", Kind.NOT_READY),
            row("Cannot create tasks after shutdown has been requested", Kind.NOT_READY),
            row("Model is unavailable due to unhealthy vLLM engine", Kind.NOT_READY),
            // no such model
            row("Request for unknown model", Kind.UNKNOWN_MODEL),
            row("Requested model '*' is not available", Kind.UNKNOWN_MODEL),
            row("Model '*', version … is not found", Kind.UNKNOWN_MODEL),
            // too much to do
            row("Exceeds maximum queue size", Kind.OVERLOADED),
            row("Request timeout expired", Kind.OVERLOADED),
            row("Timeout of the corresponding sequence has been expired", Kind.OVERLOADED),
            row("Maximum queue size of … has been reached", Kind.OVERLOADED),
            row("Cache is full. There are no done tasks to evict", Kind.OVERLOADED),
            // the process behind the model died
            row("Stub process {'*' |}is not healthy", Kind.DIED),
            row("EngineCore encountered an issue", Kind.DIED),
            row("Background loop {has errored already|is stopped|is not running}", Kind.DIED),
            // the prompt is too long
            row("The {decoder|encoder} prompt … maximum model length", Kind.PROMPT_TOO_LONG, "messages"),
            row(
                    "The {decoder|encoder} prompt contains … exceeds the pre-allocated encoder cache size",
                    Kind.PROMPT_TOO_LONG,
                    "messages"),
            row(
                    "This model's maximum {context|model|input|prompt|sequence} length is",
                    Kind.PROMPT_TOO_LONG,
                    "messages"),
            row("You {passed|requested} … context length is only", Kind.PROMPT_TOO_LONG, "messages"),
            row("{The |}{input prompt|prompt|input} … too long", Kind.PROMPT_TOO_LONG, "messages"),
            row("'max_tokens' * maximum {context|model} length", Kind.PROMPT_TOO_LONG, "messages"),
            row(
                    "{Max|Maximum} {input |prompt |sequence |context |model |}{length|len|tokens} … exceed",
                    Kind.PROMPT_TOO_LONG,
                    "messages"),
            row("default_max_tokens … must be greater than 0", Kind.PROMPT_TOO_LONG, "messages"),
            row(
                    "{The |}" + LENGTH
                            + "… {max|maximum} {allowed |}{input |prompt |sequence |context |model |encoder input |}{length|len}",
                    Kind.PROMPT_TOO_LONG,
                    "messages"),
            row(
                    "{The |}" + LENGTH
                            + "…{max_input_len|max_seq_len|max_model_len|max_num_tokens|max_num_batched_tokens|max_prompt_len"
                            + "|maxInputLen|maxSeqLen|maxSequenceLen|maxNumTokens|model's context length|context window}",
                    Kind.PROMPT_TOO_LONG,
                    "messages"),
            // the prompt is empty
            row("{The |}{decoder |encoder |}prompt {cannot be|must not be|is} empty", Kind.EMPTY_PROMPT, "messages"),
            row("!mInputTokenIds.empty()", Kind.EMPTY_PROMPT, "messages"),
            row("text_input is {required|missing|empty}", Kind.EMPTY_PROMPT, "messages"),
            // no such LoRA adapter
            row("LoRA feature is not enabled", Kind.UNKNOWN_ADAPTER, "lora_name"),
            row("LoRA * is not supported", Kind.UNKNOWN_ADAPTER, "lora_name"),
            row("LoRA task … not found in cache", Kind.UNKNOWN_ADAPTER, "lora_name"),
            row("{Got |}lora_request … but LoRA is not enabled", Kind.UNKNOWN_ADAPTER, "lora_name"),
            // the value of a field
            row("{topP|topP.value()|mTopP} {>|<}", Kind.INVALID_FIELD, "top_p"),
            row("{topK|topK.value()|mTopK} {>|<}", Kind.INVALID_FIELD, "top_k"),
            row("{minP|minP.value()|mMinP} {>|<}", Kind.INVALID_FIELD, "min_p"),
            row("{temperature.value()|mTemperature} {>|<}", Kind.INVALID_FIELD, "temperature"),
            row(
                    "{repetitionPenalty|repetitionPenalty.value()|repetitionpenalty.value()} {>|<}",
                    Kind.INVALID_FIELD,
                    "repetition_penalty"),
            row("{minTokens|minTokens.value()|mMinTokens} {>|<}", Kind.INVALID_FIELD, "min_tokens"),
            row("{mMaxNewTokens|maxNewTokens|request_output_len} {>|<}", Kind.INVALID_FIELD, "max_tokens"),
            row("{numReturnSequences|numReturnSequences.value()} {>|<}", Kind.INVALID_FIELD, "n"),
            row("require {0 <= top_p|0 < top_p|top_p}", Kind.INVALID_FIELD, "top_p"),
            row("require top_k", Kind.INVALID_FIELD, "top_k"),
            row("require temperature", Kind.INVALID_FIELD, "temperature"),
            row(
                    "{temperature|top_p|top_k|min_p|n|presence_penalty|frequency_penalty|repetition_penalty|max_tokens|min_tokens|logprobs"
                            + "|stop|stop_token_ids|bad_words|allowed_token_ids} {must|cannot|should|has to}",
                    Kind.INVALID_FIELD,
                    NAMED),
            row("Requested sample logprobs of … greater than max allowed", Kind.INVALID_FIELD, "top_logprobs"),
            row("Model * does not support matryoshka representation", Kind.INVALID_FIELD, "dimensions"),
            row("Model * only supports * matryoshka dimensions", Kind.INVALID_FIELD, "dimensions"),
            // vLLM's backend reports bad sampling parameters only in its log
            row("'NoneType' object has no attribute 'lora_name'", Kind.INVALID_FIELD),
            // a stream
            row("Streaming is only supported", Kind.NO_STREAM, "stream"),
            // the body is too large
            row("Request {JSON |}size of … exceeds the maximum allowed", Kind.TOO_LARGE),
            row("{JSON|Raw} input … exceeds the maximum allowed", Kind.TOO_LARGE),
            row("Chunked request body exceeds maximum of", Kind.TOO_LARGE));

    private ErrorTable() {}

    /** The row for a text without the prefixes of backends and ensembles; null if there is none. */
    static Match find(String text) {
        for (Row row : ROWS) {
            Matcher matcher = row.pattern.matcher(text);
            if (matcher.lookingAt()) {
                return new Match(row.kind, NAMED.equals(row.param) ? field(matcher.group(1)) : row.param);
            }
        }
        return null;
    }

    /** Case does not matter in texts; names of fields are in lower case. */
    private static String field(String named) {
        return named.toLowerCase(Locale.ROOT);
    }

    private static Row row(String text, Kind kind) {
        return row(text, kind, null);
    }

    private static Row row(String text, Kind kind, String param) {
        return new Row(text, kind, param, pattern(text));
    }

    /**
     * Backends put a client's own words in quotes, or after a colon. An ellipsis matches neither, so that a client cannot choose
     * the meaning of an error. An apostrophe within a word is not a quote.
     */
    private static Pattern pattern(String text) {
        StringBuilder regex = new StringBuilder();
        for (char c : text.toCharArray()) {
            regex.append(
                    switch (c) {
                        case '…' -> "(?:[^'\":\\n]|(?<=\\w)'(?=\\w))*?";
                        case '*' -> "[^\\n]*?";
                        case '{' -> "(";
                        case '|' -> "|";
                        case '}' -> ")";
                        default -> Pattern.quote(String.valueOf(c));
                    });
        }
        return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE);
    }

    /**
     * One kind of error.
     *
     * @param text how the error begins: {@code …} is any text without quotes and colons, {@code *} any text, {@code {a|b}} one of
     * these; case does not matter
     * @param param the field of a chat that is at fault, or null
     * @param pattern the text as a pattern
     */
    record Row(String text, Kind kind, String param, Pattern pattern) {}

    /** The meaning of a text. */
    record Match(Kind kind, String param) {}
}
