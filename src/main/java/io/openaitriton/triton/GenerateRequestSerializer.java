package io.openaitriton.triton;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.UTF8JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.openaitriton.text.JsonBuffer;
import java.io.IOException;
import java.io.OutputStream;

/** Writes a request with a long prompt in one step. In several steps, the output would grow to twice the size and copy what it already has. */
final class GenerateRequestSerializer extends StdSerializer<GenerateRequest> {
    private static final long serialVersionUID = 1;

    GenerateRequestSerializer() {
        super(GenerateRequest.class);
    }

    @Override
    public void serialize(GenerateRequest request, JsonGenerator json, SerializerProvider provider) throws IOException {
        if (request.isLongPrompt()
                && json instanceof UTF8JsonGenerator
                && json.getPrettyPrinter() == null
                && json.getOutputTarget() instanceof OutputStream out
                && json.getCodec() instanceof ObjectMapper mapper) {
            JsonBuffer buffer = GenerateJson.of(request, mapper);
            // what is before this value, and must precede it
            json.writeRawValue("");
            json.flush();
            out.write(buffer.bytes(), 0, buffer.length());
        } else {
            provider.defaultSerializeValue(request.inputs(), json);
            GenerateJson.forget(request);
        }
    }
}
