package io.openaitriton.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.openaitriton.openai.ChatCompletionRequest;
import io.openaitriton.openai.OpenAiJson;
import io.openaitriton.prompt.PromptSettings;
import io.openaitriton.prompt.PromptTemplate;
import io.openaitriton.prompt.TemplateSource;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the table of docs/mapping.md to what the dialects do. */
class MappingTableTest {
    /** Fields about the prompt or the form of the answer to the client, which no dialect sees. */
    private static final Set<String> ELSEWHERE = Set.of(
            "model",
            "messages",
            "stream_options",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "functions",
            "function_call",
            "chat_template_kwargs",
            "add_generation_prompt",
            "continue_final_message",
            "documents");

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

    /** One with places for images. */
    private static final PromptTemplate TEMPLATE = new PromptTemplate(
            new TemplateSource(
                    "vision",
                    "vision",
                    "{% for p in messages[0].content %}{{ '<image>' if p.type == 'image' else p.text }}{% endfor %}",
                    null,
                    Map.of(),
                    List.of()),
            PromptSettings.DEFAULT);

    @Test
    void theTableIsWhatTheDialectsDo() throws IOException {
        String table = table();
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target/mapping-table.md"), table);
        assertThat(Files.readString(Path.of("docs/mapping.md")))
                .as("docs/mapping.md must have the table that is in target/mapping-table.md")
                .contains(table);
    }

    @Test
    void noFieldIsMissing() {
        Set<String> known = ROWS.lines()
                .map(row -> row.substring(0, row.indexOf('"')).strip().replaceFirst(" .*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        known.addAll(ELSEWHERE);
        assertThat(known)
                .containsAll(Arrays.stream(ChatCompletionRequest.class.getRecordComponents())
                        .map(MappingTableTest::name)
                        .toList());
    }

    private static String table() {
        StringBuilder table = new StringBuilder("| field | " + String.join(" | ", Dialects.NAMES) + " |\n");
        table.append("|---".repeat(Dialects.NAMES.size() + 1)).append("|\n");
        ROWS.lines().forEach(row -> {
            String field = row.substring(0, row.indexOf('"')).strip();
            String name = field.contains(" ") ? field.replaceFirst("(\\S+)", "`$1`") : "`" + field + "`";
            table.append("| ").append(name);
            for (String dialect : Dialects.NAMES) {
                table.append(" | ").append(cell(dialect, row.substring(row.indexOf('"'))));
            }
            table.append(" |\n");
        });
        return table.toString();
    }

    private static String cell(String dialect, String fields) {
        Map<String, Object> without = sent(call(dialect, ""));
        GenerateCall call;
        try {
            call = call(dialect, fields);
        } catch (ApiException e) {
            return "refused";
        }
        Map<String, Object> with = sent(call);
        String cell = with.keySet().stream()
                .filter(key -> !with.get(key).equals(without.get(key)))
                .map(key -> "`" + key + "`")
                .collect(Collectors.joining(", "));
        if (!call.stops().isEmpty()) {
            cell += cell.isEmpty() ? "the gateway" : ", and the gateway";
        }
        return cell.isEmpty() ? "accepted, not used" : cell;
    }

    private static GenerateCall call(String dialect, String fields) {
        return ChatTranslator.toGenerate(
                Requests.with(fields), TEMPLATE, Requests.DEFAULTS, Dialects.named(dialect, DialectOptions.DEFAULT));
    }

    /** Inputs by name, those within another with its name before them. */
    private static Map<String, Object> sent(GenerateCall call) {
        Map<String, Object> inputs = new LinkedHashMap<>();
        call.request().inputs().forEach((name, value) -> {
            if (name.equals("parameters")) {
                ((Map<?, ?>) value).forEach((key, inner) -> inputs.put(name + "." + key, inner));
            } else if (name.equals("sampling_parameters")) {
                parse((String) value).forEach((key, inner) -> inputs.put(name + "." + key, inner));
            } else {
                inputs.put(name, value);
            }
        });
        return inputs;
    }

    private static Map<String, Object> parse(String json) {
        try {
            return OpenAiJson.mapper().readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String name(RecordComponent field) {
        JsonProperty renamed = field.getAccessor().getAnnotation(JsonProperty.class);
        return renamed == null || renamed.value().isEmpty() ? field.getName() : renamed.value();
    }
}
