package io.openaitriton.camel;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.completions.CompletionRequest;
import io.openaitriton.api.embeddings.EmbeddingsRequest;
import io.openaitriton.api.messages.MessagesRequest;
import io.openaitriton.api.rerank.RerankRequest;
import io.openaitriton.api.rerank.ScoreRequest;
import io.openaitriton.api.responses.ResponsesRequest;
import io.openaitriton.call.JsonEntity;
import io.openaitriton.triton.GenerateJson;
import io.openaitriton.triton.GenerateRequest;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ContextServicePlugin;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.SimpleTypeConverter;
import org.apache.camel.support.SimpleTypeConverter.ConversionMethod;

/**
 * Converts generate requests to entities for {@code http:}, and message bodies to requests: a map with the JSON's shape, or JSON as
 * text, bytes, a stream, or anything that Camel converts to a stream, such as a file. Every host loads a {@code ContextServicePlugin}
 * from its file in {@code META-INF/services}; Quarkus reads the file of a {@code TypeConverterLoader} only in jars with a Jandex index.
 */
public final class OpenAiConverters implements ContextServicePlugin {
    private static final List<Class<?>> REQUESTS = List.of(
            ChatCompletionRequest.class,
            CompletionRequest.class,
            EmbeddingsRequest.class,
            MessagesRequest.class,
            RerankRequest.class,
            ResponsesRequest.class,
            ScoreRequest.class);

    @Override
    public void load(CamelContext context) {
        register(context);
    }

    /**
     * Adds the converters, if they are not there: a host whose class loader hides this plug-in has none.
     *
     * @param context null for none
     */
    static void register(CamelContext context) {
        if (context != null
                && context.getTypeConverterRegistry().lookup(JsonEntity.class, GenerateRequest.class) == null) {
            add(context);
        }
    }

    private static void add(CamelContext context) {
        TypeConverterRegistry converters = context.getTypeConverterRegistry();
        ObjectMapper json = OpenAiJson.mapper();
        add(
                converters,
                JsonEntity.class,
                GenerateRequest.class,
                (type, exchange, generate) -> new JsonEntity(GenerateJson.of((GenerateRequest) generate, json)));
        for (Class<?> request : REQUESTS) {
            add(converters, request, Map.class, (type, exchange, map) -> json.convertValue(map, type));
            add(
                    converters,
                    request,
                    String.class,
                    (type, exchange, text) -> request(json.readValue((String) text, type), type));
            add(
                    converters,
                    request,
                    byte[].class,
                    (type, exchange, bytes) -> request(json.readValue((byte[]) bytes, type), type));
            // a stream, or what becomes one
            add(converters, request, Object.class, (type, exchange, body) -> {
                InputStream stream = context.getTypeConverter().tryConvertTo(InputStream.class, exchange, body);
                return stream == null ? null : request(json.readValue(stream, type), type);
            });
        }
    }

    private static void add(TypeConverterRegistry converters, Class<?> to, Class<?> from, ConversionMethod method) {
        converters.addTypeConverter(to, from, new SimpleTypeConverter(false, method));
    }

    /** Refuses JSON's {@code null}, which Camel would take for "there is no such converter". */
    private static Object request(Object read, Class<?> type) throws MismatchedInputException {
        if (read == null) {
            throw MismatchedInputException.from((JsonParser) null, type, "null");
        }
        return read;
    }
}
