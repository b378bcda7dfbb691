package io.openaitriton.triton;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Reads one answer token by token: a stream has one for each event, so no tree is built. The last value of a repeated key counts.
 * In Triton's JSON, outputs of one element are scalars and others are lists; here each is a list, with null for an element of
 * another type, and null for a missing output.
 */
final class AnswerReader {
    // NaN and Infinity: Triton prints them bare in float outputs
    static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    // Jackson's own buffers would be allocated for each virtual thread, and kept until its stream ends
                    .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private final JsonParser parser;

    private String error;
    private List<String> textOutput;
    private List<String> response;
    private List<String> output;
    private List<String> firstData;
    private List<String> finishReasons;
    private List<String> logprobs;
    private List<Long> inputTokens;
    private List<Long> outputTokens;
    private List<Double> cacheHits;

    private AnswerReader(JsonParser parser) {
        this.parser = parser;
    }

    static GenerateAnswer read(byte[] json, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            // Jackson refuses invalid UTF-8, accepts unpaired surrogates, and takes zeros for UTF-16: String does not
            if (json[i] <= 0) {
                return read(new String(json, offset, length, StandardCharsets.UTF_8));
            }
        }
        try (JsonParser parser = MAPPER.createParser(json, offset, length)) {
            return new AnswerReader(parser).answer();
        } catch (IOException e) {
            throw notJson(e);
        }
    }

    static GenerateAnswer read(String json) {
        try (JsonParser parser = MAPPER.createParser(json)) {
            return new AnswerReader(parser).answer();
        } catch (IOException e) {
            throw notJson(e);
        }
    }

    private static TritonException notJson(IOException e) {
        return new TritonException(TritonException.Kind.BAD_ANSWER, "the answer is not JSON", e);
    }

    private GenerateAnswer answer() throws IOException {
        boolean object = parser.nextToken() == JsonToken.START_OBJECT;
        if (object) {
            for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
                parser.nextToken();
                field(key);
            }
        } else if (parser.currentToken() != null) {
            parser.skipChildren();
        }
        if (parser.nextToken() != null) {
            throw new JsonParseException(parser, "more than one value");
        }
        if (!object) {
            throw new TritonException(TritonException.Kind.BAD_ANSWER, "the answer is not a JSON object");
        }
        if (error != null) {
            throw TritonErrors.of(error);
        }
        return new GenerateAnswer(outputs(), at(inputTokens, 0), at(finishReasons, 0) != null, at(cacheHits, 0));
    }

    private void field(String key) throws IOException {
        switch (key) {
            case "error" -> error = error();
            case "text_output" -> textOutput = strings();
            case "response" -> response = strings();
            case "output" -> output = strings();
            case "outputs" -> firstData = at(elements(AnswerReader::data), 0);
            case "finish_reason" -> finishReasons = strings();
            case "logprobs" -> logprobs = strings();
            case "num_input_tokens" -> inputTokens = numbers();
            case "num_output_tokens" -> outputTokens = numbers();
            case "kv_cache_hit_rate" ->
                cacheHits = isList() ? elements(AnswerReader::share) : Collections.singletonList(share());
            default -> parser.skipChildren();
        }
    }

    private List<Output> outputs() {
        List<String> texts = texts();
        int count = texts == null ? 1 : Math.max(texts.size(), 1);
        if (count == 1) {
            return List.of(output(texts, 0));
        }
        List<Output> outputs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            outputs.add(output(texts, i));
        }
        return outputs;
    }

    private Output output(List<String> texts, int index) {
        String finishReason = at(finishReasons, index);
        return new Output(
                at(texts, index),
                // vLLM's backend writes the word None while the text goes on
                "None".equals(finishReason) || "".equals(finishReason) ? null : finishReason,
                at(outputTokens, index),
                at(logprobs, index));
    }

    private List<String> texts() {
        if (at(textOutput, 0) != null) {
            return textOutput;
        }
        if (at(response, 0) != null) {
            return response;
        }
        return at(output, 0) != null ? output : firstData;
    }

    private static <T> T at(List<T> list, int index) {
        return list == null || index >= list.size() ? null : list.get(index);
    }

    private String error() throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        JsonNode node = MAPPER.readTree(parser);
        return node.isTextual() ? node.textValue() : node.toString();
    }

    /** One element of {@code outputs}, as KServe's protocol has it: the first of its data. */
    private List<String> data() throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return null;
        }
        List<List<String>> data = null;
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            parser.nextToken();
            if (key.equals("data")) {
                data = elements(AnswerReader::strings);
            } else {
                parser.skipChildren();
            }
        }
        return at(data, 0);
    }

    private List<String> strings() throws IOException {
        return isList() ? elements(AnswerReader::string) : Collections.singletonList(string());
    }

    private List<Long> numbers() throws IOException {
        return isList() ? elements(AnswerReader::number) : Collections.singletonList(number());
    }

    private String string() throws IOException {
        parser.skipChildren();
        return parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : null;
    }

    private Long number() throws IOException {
        parser.skipChildren();
        return parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                ? (Long) parser.getNumberValue().longValue()
                : null;
    }

    /** A number from 0 to 1; null for any other value, such as NaN. */
    private Double share() throws IOException {
        parser.skipChildren();
        if (!parser.currentToken().isNumeric()) {
            return null;
        }
        double share = parser.getDoubleValue();
        return share >= 0 && share <= 1 ? (Double) share : null;
    }

    private boolean isList() {
        return parser.currentToken() == JsonToken.START_ARRAY;
    }

    /** The elements of a list, or null if the value is not a list. */
    private <T> List<T> elements(Element<T> element) throws IOException {
        if (!isList()) {
            parser.skipChildren();
            return null;
        }
        List<T> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(element.read(this));
        }
        return elements;
    }

    /** Reads the current value of any type. */
    @FunctionalInterface
    private interface Element<T> {
        T read(AnswerReader reader) throws IOException;
    }
}
