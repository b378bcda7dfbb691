package io.openaitriton.api.responses;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openaitriton.api.OpenAiJson;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * A response as it is stored: deflated JSON. The part that later requests need comes first, and is read without the rest, which
 * has the request's tools.
 *
 * @param status as the response has it
 * @param chain ids of the responses before it in its conversation, the first one first
 * @param input items of its own request
 * @param output its items
 * @param size bytes of JSON of the conversation up to its end
 * @param rest the response without its output; null if that is not read
 */
record StoredResponse(String status, List<String> chain, JsonNode input, ArrayNode output, long size, ObjectNode rest) {
    private static final List<String> PARTS = List.of("status", "chain", "input", "output", "size", "response");
    /** An item is two levels deeper here than in a request. */
    private static final ObjectMapper READER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(2 * OpenAiJson.MAX_NESTING)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build());

    /**
     * Writes one.
     *
     * @param before bytes of JSON of the conversation before it
     * @param largest bytes of JSON that it and the conversation before it may have
     * @return null when there are more
     */
    static byte[] write(Response response, List<String> chain, JsonNode input, long before, int largest) {
        Counted counted = new Counted(largest);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            counted.to = new DeflaterOutputStream(out, deflater);
            JsonGenerator json = OpenAiJson.mapper().createGenerator(counted);
            json.writeStartObject();
            json.writePOJOField("status", response.status());
            json.writePOJOField("chain", chain);
            json.writePOJOField("input", input);
            json.writePOJOField("output", response.output());
            json.flush();
            long size = before + counted.count;
            if (size > largest) {
                return null;
            }
            json.writeNumberField("size", size);
            json.writePOJOField("response", response.withOutput(List.of()));
            json.writeEndObject();
            json.close();
            return out.toByteArray();
        } catch (TooLarge e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
    }

    /** All of it. */
    static StoredResponse read(byte[] stored) {
        return read(stored, PARTS.size());
    }

    /** What a conversation needs of it. */
    static StoredResponse readItems(byte[] stored) {
        return read(stored, PARTS.size() - 1);
    }

    private static StoredResponse read(byte[] stored, int parts) {
        ObjectNode read = JsonNodeFactory.instance.objectNode();
        try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(stored));
                JsonParser json = READER.createParser(in)) {
            json.nextToken();
            for (int i = 0; i < parts && json.nextToken() == JsonToken.FIELD_NAME; i++) {
                String name = json.currentName();
                json.nextToken();
                read.set(name, READER.readTree(json));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new StoredResponse(
                read.path("status").asText(),
                READER.convertValue(
                        read.path("chain"), READER.getTypeFactory().constructCollectionType(List.class, String.class)),
                read.path("input"),
                read.withArray("output"),
                read.path("size").asLong(),
                (ObjectNode) read.get("response"));
    }

    /** Adds its part of the conversation. */
    void addTo(List<JsonNode> items) {
        input.forEach(items::add);
        output.forEach(items::add);
    }

    /** The response as the client got it. */
    ObjectNode response() {
        rest.set("output", output);
        return rest;
    }

    /** It is larger than allowed. */
    private static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** Counts what is deflated. */
    private static final class Counted extends OutputStream {
        private final int largest;
        private OutputStream to;
        private long count;

        private Counted(int largest) {
            this.largest = largest;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            count += length;
            if (count > largest) {
                throw new TooLarge();
            }
            to.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            to.close();
        }
    }
}
