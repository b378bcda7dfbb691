package io.openaitriton.api;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.openaitriton.api.json.RequestJson;
import io.openaitriton.api.json.TextSerializer;
import io.openaitriton.generation.ApiException;
import io.openaitriton.text.LongText;

/** JSON as OpenAI's API understands it: no type is converted to another, and nothing nests deeper than 100 levels. */
public final class OpenAiJson {
    /** Levels of nesting that a request may have. */
    public static final int MAX_NESTING = 100;

    private static final ObjectMapper MAPPER = create();

    private OpenAiJson() {}

    /** The mapper for everything that crosses the OpenAI side; safe to share, not to reconfigure. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /**
     * The JSON of a value that the gateway made.
     *
     * @throws ApiException 500, if it cannot be written; Jackson's own exception would be taken for a mistake in the client's JSON
     */
    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw unwritable(value, e);
        }
    }

    /**
     * The same as a string.
     *
     * @throws ApiException as from {@link #bytes}
     */
    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw unwritable(value, e);
        }
    }

    private static ApiException unwritable(Object value, JsonProcessingException cause) {
        String message =
                "The gateway cannot write a value of type " + value.getClass().getName() + " as JSON.";
        return ApiException.server(500, "internal_error", message, cause);
    }

    private static ObjectMapper create() {
        // a body is bounded by the HTTP server, so a string in it may be as long as it likes
        StreamReadConstraints constraints = StreamReadConstraints.builder()
                .maxNestingDepth(MAX_NESTING)
                .maxStringLength(Integer.MAX_VALUE)
                .build();
        return JsonMapper.builder(new RequestJson(new JsonFactoryBuilder()
                        .streamReadConstraints(constraints)
                        // Jackson's own buffers would be allocated for each virtual thread, and kept until its stream
                        // ends
                        .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                        // the JDK's is as short and as fast from 19 on only
                        .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)))
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .addModule(new SimpleModule("openai-triton")
                        .addSerializer(new TextSerializer<>(String.class))
                        .addSerializer(new TextSerializer<>(LongText.class)))
                .build();
    }
}
