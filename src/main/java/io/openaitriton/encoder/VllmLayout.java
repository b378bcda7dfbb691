package io.openaitriton.encoder;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.openaitriton.triton.GenerateAnswer;
import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.TritonException.Kind;
import io.openaitriton.triton.tensor.Floats;
import io.openaitriton.triton.tensor.TensorJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/**
 * Triton's vLLM backend: a JSON text in the input {@code embedding_request}, with one text or its tokens, and the vector as a JSON text in {@code text_output}. Source:
 * triton-inference-server/vllm_backend, src/utils/request.py.
 *
 * @param textInput whether the model has the input {@code text_input} too, which some releases require in every request
 */
record VllmLayout(boolean textInput, Boolean normalize) implements Layout {
    static final String INPUT = "embedding_request";

    @Override
    public String id() {
        return "vllm";
    }

    @Override
    public String description() {
        return "one text or its tokens a call in '" + INPUT + "'";
    }

    @Override
    public boolean takesTexts() {
        return true;
    }

    @Override
    public boolean takesTokens() {
        return true;
    }

    @Override
    public int dims() {
        return -1;
    }

    @Override
    public boolean shortens() {
        return true;
    }

    @Override
    public int batchSize() {
        return 1;
    }

    @Override
    public EncoderCall call(List<EncoderInput> batch, Integer dimensions) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(512);
        try (JsonGenerator json = TensorJson.FACTORY.createGenerator(body)) {
            json.writeStartObject();
            if (textInput) {
                json.writeStringField("text_input", "");
            }
            json.writeStringField(INPUT, request(batch.get(0), dimensions));
            json.writeBooleanField("return_num_input_tokens", true);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new EncoderCall("generate", "application/json", body.toByteArray(), null);
    }

    private static String request(EncoderInput input, Integer dimensions) throws IOException {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator json = TensorJson.FACTORY.createGenerator(text)) {
            json.writeStartObject();
            json.writeFieldName("input");
            // a truncated text is sent as its tokens
            if (input.text() != null) {
                json.writeString(input.text());
            } else {
                int[] ids = input.tokens().ids();
                json.writeArray(ids, 0, ids.length);
            }
            json.writeObjectFieldStart("pooling_params");
            if (dimensions != null) {
                // the backend takes the first of a list
                json.writeFieldName("dimensions");
                json.writeArray(new int[] {dimensions}, 0, 1);
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        return text.toString();
    }

    @Override
    public Encoding read(byte[] answer, String headerLength, List<EncoderInput> batch) {
        GenerateAnswer read = GenerateAnswer.parse(answer, 0, answer.length);
        String text = read.text();
        if (text == null) {
            throw new TritonException(Kind.BAD_ANSWER, "the answer has no vector");
        }
        Vector vector = vector(text);
        return new Encoding(List.of(Boolean.TRUE.equals(normalize) ? vector.normalized() : vector), read.inputTokens());
    }

    private static Vector vector(String text) {
        byte[] numbers = new byte[1024 * Floats.BYTES];
        int length = 0;
        try (JsonParser json = TensorJson.FACTORY.createParser(text)) {
            boolean list = json.nextToken() == JsonToken.START_ARRAY;
            while (list && json.nextToken() != JsonToken.END_ARRAY) {
                float number = json.currentToken().isNumeric() ? json.getFloatValue() : Float.NaN;
                if (!Float.isFinite(number)) {
                    throw new TritonException(Kind.BAD_ANSWER, "its vector has a value that is not a number");
                }
                if (length == numbers.length) {
                    numbers = Arrays.copyOf(numbers, length * 2);
                }
                Floats.put(numbers, length, number);
                length += Floats.BYTES;
            }
        } catch (IOException e) {
            throw new TritonException(Kind.BAD_ANSWER, "its vector is not a list of numbers", e);
        }
        if (length == 0) {
            throw new TritonException(Kind.BAD_ANSWER, "its vector is not a list of numbers");
        }
        return new Vector(numbers, 0, length / Floats.BYTES);
    }
}
