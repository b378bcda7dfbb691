package io.openaitriton.triton.dialect;

import java.util.List;

/** The rows of the table in docs/mapping.md. */
public final class MappingRows {
    /** A row for each: its name, and the fields of a request. */
    private static final String ROWS = """
            messages (images)                "messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,QUJD"}}]}]
            stream                           "stream":true
            temperature                      "temperature":0.5
            top_p                            "top_p":0.5
            max_tokens                       "max_tokens":7
            max_completion_tokens            "max_completion_tokens":7
            stop (one)                       "stop":"a"
            stop (several)                   "stop":["a","b"]
            seed                             "seed":5
            n                                "n":2
            presence_penalty                 "presence_penalty":1
            frequency_penalty                "frequency_penalty":1
            logit_bias                       "logit_bias":{"5":1}
            logprobs                         "logprobs":true
            top_logprobs                     "logprobs":true,"top_logprobs":2
            response_format (json_object)    "response_format":{"type":"json_object"}
            response_format (json_schema)    "response_format":{"type":"json_schema","json_schema":{"schema":{"a":1}}}
            modalities (audio)               "modalities":["text","audio"]
            audio                            "audio":{"voice":"alloy"}
            reasoning_effort                 "reasoning_effort":"low"
            enable_thinking                  "enable_thinking":false
            verbosity                        "verbosity":"low"
            web_search_options               "web_search_options":{"a":1}
            prediction                       "prediction":{"type":"content"}
            user                             "user":"u"
            prompt_cache_key                 "prompt_cache_key":"k"
            store                            "store":true
            metadata                         "metadata":{"a":"b"}
            service_tier                     "service_tier":"auto"
            top_k                            "top_k":40
            min_p                            "min_p":0.1
            repetition_penalty               "repetition_penalty":1.1
            min_tokens                       "min_tokens":3
            ignore_eos                       "ignore_eos":true
            stop_token_ids                   "stop_token_ids":[1]
            skip_special_tokens              "skip_special_tokens":false
            lora_name (a name)               "lora_name":"alpha"
            lora_name (a number)             "lora_name":"7"
            bad_words                        "bad_words":["x"]
            allowed_token_ids                "allowed_token_ids":[1]
            include_stop_str_in_output       "include_stop_str_in_output":true
            spaces_between_special_tokens    "spaces_between_special_tokens":false
            structured_outputs (json)        "structured_outputs":{"json":{"a":1}}
            structured_outputs (json_object) "structured_outputs":{"json_object":true}
            structured_outputs (regex)       "structured_outputs":{"regex":"a"}
            structured_outputs (choice)      "structured_outputs":{"choice":["a"]}
            structured_outputs (grammar)     "structured_outputs":{"grammar":"a"}
            guided_json                      "guided_json":{"a":1}
            guided_regex                     "guided_regex":"a"
            guided_choice                    "guided_choice":["a"]
            guided_grammar                   "guided_grammar":"a"
            guided_decoding_backend          "guided_decoding_backend":"xgrammar"
            guided_whitespace_pattern        "guided_whitespace_pattern":" "
            structural_tag                   "structural_tag":{"a":1}
            best_of                          "best_of":2
            use_beam_search                  "use_beam_search":true
            length_penalty                   "length_penalty":2
            truncate_prompt_tokens           "truncate_prompt_tokens":5
            prompt_logprobs                  "prompt_logprobs":1
            echo                             "echo":true
            add_special_tokens               "add_special_tokens":true
            chat_template                    "chat_template":"x"
            mm_processor_kwargs              "mm_processor_kwargs":{"a":1}
            logits_processors                "logits_processors":["x"]
            thinking_token_budget            "thinking_token_budget":5
            return_tokens_as_token_ids       "return_tokens_as_token_ids":true
            return_token_ids                 "return_token_ids":true
            kv_transfer_params               "kv_transfer_params":{"a":1}
            vllm_xargs                       "vllm_xargs":{"a":1}
            priority                         "priority":1
            request_id                       "request_id":"x"
            cache_salt                       "cache_salt":"x"
            """;

    private MappingRows() {}

    /**
     * A row of the table.
     *
     * @param name the field, and in parentheses which form of it
     * @param fields what a request has: members of its JSON object
     */
    public record Row(String name, String fields) {
        /** What stands in the first column. */
        public String title() {
            return name.contains(" ") ? name.replaceFirst("(\\S+)", "`$1`") : "`" + name + "`";
        }
    }

    public static List<Row> all() {
        return ROWS.lines()
                .map(row -> new Row(row.substring(0, row.indexOf('"')).strip(), row.substring(row.indexOf('"'))))
                .toList();
    }
}
