package io.openaitriton.translate;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.openaitriton.openai.ChatCompletionRequest;
import io.openaitriton.openai.OpenAiJson;
import io.openaitriton.prompt.PromptSettings;
import io.openaitriton.prompt.PromptTemplate;
import io.openaitriton.prompt.TemplateSources;

/** Requests as clients write them. */
final class Requests {
    static final SamplingDefaults DEFAULTS = new SamplingDefaults(0.7, 0.95, 100);
    static final CompletionHead HEAD = new CompletionHead("chatcmpl-1", 1700000000, "Meta-Llama-3.1-8B-Instruct");

    static final PromptTemplate TEMPLATE =
            new PromptTemplate(TemplateSources.find("llama-3-apisix"), PromptSettings.DEFAULT);

    private Requests() {}

    static ChatCompletionRequest parse(String json) {
        try {
            return OpenAiJson.mapper().readValue(json, ChatCompletionRequest.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A request with one user message and more fields, {@code "n":1,"seed":2}. */
    static ChatCompletionRequest with(String fields) {
        String more = fields.isEmpty() ? "" : "," + fields;
        return parse("{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}");
    }

    /** The call in the generic dialect. */
    static GenerateCall call(ChatCompletionRequest request) {
        return call("generic", request);
    }

    static GenerateCall call(String dialect, ChatCompletionRequest request) {
        return call(Dialects.named(dialect, DialectOptions.DEFAULT), request);
    }

    static GenerateCall call(Dialect dialect, ChatCompletionRequest request) {
        return ChatTranslator.toGenerate(request, TEMPLATE, DEFAULTS, dialect);
    }

    static String json(Object value) {
        try {
            return OpenAiJson.mapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
