package io.openaitriton.api.completions;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openaitriton.api.chat.CommonFields;
import java.io.IOException;

/**
 * The body of {@code POST /v1/completions}. The fields that it shares with a chat request, mostly sampling, are read as a chat
 * request. Source: OpenAI API reference, "Create completion".
 *
 * @param prompt a string or a list of strings, as the client sent it; null when it was left out
 * @param suffix text after the completion
 * @param echo true asks for the prompt before the completion
 * @param logprobs how many of the likeliest tokens to tell, or null for no log probabilities
 * @param common the fields that a chat request has too; {@code logprobs} and {@code top_logprobs} say what {@code logprobs}
 *     says here
 */
@JsonDeserialize(using = CompletionRequest.Reader.class)
public record CompletionRequest(JsonNode prompt, String suffix, Boolean echo, Integer logprobs, CommonFields common) {

    /** The model's name as the client wrote it, or null. */
    public String model() {
        return common.model();
    }

    /** Whether the client streams; null if it does not say. */
    public Boolean stream() {
        return common.stream();
    }

    /** Takes the fields that are a completion's own out of the rest. */
    static final class Reader extends JsonDeserializer<CompletionRequest> {
        @Override
        public CompletionRequest deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            ObjectCodec codec = parser.getCodec();
            JsonNode json = codec.readTree(parser);
            if (!(json instanceof ObjectNode fields)) {
                throw MismatchedInputException.from(parser, CompletionRequest.class, "not an object");
            }
            JsonNode prompt = fields.remove("prompt");
            String suffix = take(fields, "suffix", String.class, codec);
            Boolean echo = take(fields, "echo", Boolean.class, codec);
            Integer logprobs = take(fields, "logprobs", Integer.class, codec);
            if (logprobs != null) {
                fields.put("logprobs", true).put("top_logprobs", logprobs);
            }
            return new CompletionRequest(prompt, suffix, echo, logprobs, codec.treeToValue(fields, CommonFields.class));
        }

        private static <T> T take(ObjectNode fields, String name, Class<T> type, ObjectCodec codec) throws IOException {
            JsonNode value = fields.remove(name);
            try {
                return value == null || value.isNull() ? null : codec.treeToValue(value, type);
            } catch (JsonProcessingException e) {
                throw JsonMappingException.wrapWithPath(e, CompletionRequest.class, name);
            }
        }
    }
}
