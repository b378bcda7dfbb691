package io.openaitriton.camel;

import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.completions.CompletionRequest;
import io.openaitriton.api.messages.MessagesRequest;
import io.openaitriton.api.responses.ResponsesRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Converter;
import org.apache.camel.spi.ContextServicePlugin;

/**
 * Requests of OpenAI's API from what a bus carries: a map shaped as the JSON is, or JSON as text, bytes or a stream. Every host loads a {@code
 * ContextServicePlugin} by its file in {@code META-INF/services}; type converters it may look for in jars of its own only.
 */
@Converter
public final class OpenAiConverters implements ContextServicePlugin {
    @Override
    public void load(CamelContext context) {
        context.getTypeConverterRegistry().addTypeConverters(this);
    }

    /** @throws IllegalArgumentException when a field has a wrong type */
    @Converter
    public static ChatCompletionRequest chatRequest(Map<?, ?> request) {
        return OpenAiJson.mapper().convertValue(request, ChatCompletionRequest.class);
    }

    /** @throws IOException when it is no such JSON */
    @Converter
    public static ChatCompletionRequest chatRequest(String json) throws IOException {
        return OpenAiJson.mapper().readValue(json, ChatCompletionRequest.class);
    }

    /** @throws IOException when it is no such JSON */
    @Converter
    public static ChatCompletionRequest chatRequest(byte[] json) throws IOException {
        return OpenAiJson.mapper().readValue(json, ChatCompletionRequest.class);
    }

    /** @throws IOException when it is no such JSON, or cannot be read */
    @Converter
    public static ChatCompletionRequest chatRequest(InputStream json) throws IOException {
        return OpenAiJson.mapper().readValue(json, ChatCompletionRequest.class);
    }

    /** @throws IllegalArgumentException when a field has a wrong type */
    @Converter
    public static ResponsesRequest responsesRequest(Map<?, ?> request) {
        return OpenAiJson.mapper().convertValue(request, ResponsesRequest.class);
    }

    /** @throws IOException when it is no such JSON */
    @Converter
    public static ResponsesRequest responsesRequest(String json) throws IOException {
        return OpenAiJson.mapper().readValue(json, ResponsesRequest.class);
    }

    /** @throws IOException when it is no such JSON */
    @Converter
    public static ResponsesRequest responsesRequest(byte[] json) throws IOException {
        return OpenAiJson.mapper().readValue(json, ResponsesRequest.class);
    }

    /** @throws IOException when it is no such JSON, or cannot be read */
    @Converter
    public static ResponsesRequest responsesRequest(InputStream json) throws IOException {
        return OpenAiJson.mapper().readValue(json, ResponsesRequest.class);
    }

    /** @throws IllegalArgumentException when a field has a wrong type */
    @Converter
    public static CompletionRequest completionRequest(Map<?, ?> request) {
        return OpenAiJson.mapper().convertValue(request, CompletionRequest.class);
    }

    /** @throws IOException when it is no such JSON */
    @Converter
    public static CompletionRequest completionRequest(String json) throws IOException {
        return OpenAiJson.mapper().readValue(json, CompletionRequest.class);
    }

    /** @throws IOException when it is no such JSON */
    @Converter
    public static CompletionRequest completionRequest(byte[] json) throws IOException {
        return OpenAiJson.mapper().readValue(json, CompletionRequest.class);
    }

    /** @throws IOException when it is no such JSON, or cannot be read */
    @Converter
    public static CompletionRequest completionRequest(InputStream json) throws IOException {
        return OpenAiJson.mapper().readValue(json, CompletionRequest.class);
    }

    /** @throws IllegalArgumentException when a field has a wrong type */
    @Converter
    public static MessagesRequest messagesRequest(Map<?, ?> request) {
        return OpenAiJson.mapper().convertValue(request, MessagesRequest.class);
    }

    /** @throws IOException when it is no such JSON */
    @Converter
    public static MessagesRequest messagesRequest(String json) throws IOException {
        return OpenAiJson.mapper().readValue(json, MessagesRequest.class);
    }

    /** @throws IOException when it is no such JSON */
    @Converter
    public static MessagesRequest messagesRequest(byte[] json) throws IOException {
        return OpenAiJson.mapper().readValue(json, MessagesRequest.class);
    }

    /** @throws IOException when it is no such JSON, or cannot be read */
    @Converter
    public static MessagesRequest messagesRequest(InputStream json) throws IOException {
        return OpenAiJson.mapper().readValue(json, MessagesRequest.class);
    }
}
