package io.openaitriton.prompt;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.prompt.source.TemplateSource;
import java.util.List;
import java.util.Map;

/** Templates without a file, and requests with {@code '} for {@code "}. */
final class PromptRequests {
    private PromptRequests() {}

    static PromptTemplate template(String text) {
        return template(text, PromptSettings.DEFAULT);
    }

    static PromptTemplate template(String text, PromptSettings settings) {
        return new PromptTemplate(new TemplateSource("test", "test.jinja", text, null, Map.of(), List.of()), settings);
    }

    static String render(String template, String json) {
        return template(template).render(request(json));
    }

    static ChatCompletionRequest request(String json) {
        try {
            return OpenAiJson.mapper().readValue(json.replace('\'', '"'), ChatCompletionRequest.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
