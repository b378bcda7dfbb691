package io.openaitriton.triton;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.text.JsonBuffer;
import io.openaitriton.text.LongText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The JSON of a generate request. The pieces of a long prompt are written without joining them. */
public final class GenerateJson {
    private static final byte[] TEXT_INPUT =
            ("{\"" + GenerateRequest.TEXT_INPUT + "\":\"").getBytes(StandardCharsets.US_ASCII);
    private static final byte[] QUOTE = {'"'};
    private static final byte[] QUOTE_AND_COMMA = {'"', ','};

    private GenerateJson() {}

    /**
     * The JSON, in UTF-8.
     *
     * @param mapper writes all inputs other than a long prompt
     * @throws IOException if the mapper cannot write an input
     */
    public static JsonBuffer of(GenerateRequest request, ObjectMapper mapper) throws IOException {
        return request.isLongPrompt()
                ? write(request, rest(request, mapper))
                : JsonBuffer.of(mapper.writeValueAsBytes(request));
    }

    /** Forgets the JSON of the client after the request has been written. */
    static void forget(GenerateRequest request) {
        if (request.textInput() instanceof LongText prompt) {
            prompt.forgetJson();
        }
    }

    /** The other inputs, an object. */
    private static byte[] rest(GenerateRequest request, ObjectMapper mapper) throws IOException {
        Map<String, Object> rest = new LinkedHashMap<>(request.inputs());
        rest.remove(GenerateRequest.TEXT_INPUT);
        return mapper.writeValueAsBytes(rest);
    }

    private static JsonBuffer write(GenerateRequest request, byte[] rest) {
        LongText prompt = (LongText) request.textInput();
        JsonBuffer buffer = new JsonBuffer(TEXT_INPUT.length + prompt.newCharacters() + rest.length);
        buffer.addJson(TEXT_INPUT);
        prompt.addTo(buffer);
        boolean none = rest.length == 2;
        buffer.addJson(none ? QUOTE : QUOTE_AND_COMMA);
        buffer.addJson(rest, 1, rest.length);
        forget(request);
        return buffer;
    }
}
