package io.openaitriton.triton;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.UTF8JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.openaitriton.text.JsonBuffer;
import io.openaitriton.text.LongText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes a request with a long prompt in one step. In several steps, the output would grow to twice the size and copy what it already has, and the
 * prompt's pieces would be joined first.
 */
final class GenerateRequestSerializer extends StdSerializer<GenerateRequest> {
    private static final long serialVersionUID = 1;

    /** Jackson's own buffer holds shorter prompts. */
    private static final int LONG = 4096;

    private static final byte[] TEXT_INPUT =
            ("{\"" + GenerateRequest.TEXT_INPUT + "\":\"").getBytes(StandardCharsets.US_ASCII);
    private static final byte[] QUOTE = {'"'};
    private static final byte[] QUOTE_AND_COMMA = {'"', ','};

    GenerateRequestSerializer() {
        super(GenerateRequest.class);
    }

    @Override
    public void serialize(GenerateRequest request, JsonGenerator json, SerializerProvider provider) throws IOException {
        if (request.textInput() instanceof LongText prompt
                && prompt.length() >= LONG
                && request.isShortBesidesPrompt()
                && json instanceof UTF8JsonGenerator
                && json.getPrettyPrinter() == null
                && json.getOutputTarget() instanceof OutputStream out
                && json.getCodec() instanceof ObjectMapper mapper) {
            JsonBuffer buffer = write(prompt, rest(request, mapper));
            // what is before this value, and must precede it
            json.writeRawValue("");
            json.flush();
            out.write(buffer.bytes(), 0, buffer.length());
        } else {
            provider.defaultSerializeValue(request.inputs(), json);
        }
    }

    /** The other inputs, an object. */
    private static byte[] rest(GenerateRequest request, ObjectMapper mapper) throws IOException {
        Map<String, Object> rest = new LinkedHashMap<>(request.inputs());
        rest.remove(GenerateRequest.TEXT_INPUT);
        return mapper.writeValueAsBytes(rest);
    }

    private static JsonBuffer write(LongText prompt, byte[] rest) {
        JsonBuffer buffer = new JsonBuffer(TEXT_INPUT.length + prompt.length() + rest.length);
        buffer.addJson(TEXT_INPUT);
        prompt.addTo(buffer);
        boolean none = rest.length == 2;
        buffer.addJson(none ? QUOTE : QUOTE_AND_COMMA);
        buffer.addJson(rest, 1, rest.length);
        return buffer;
    }
}
