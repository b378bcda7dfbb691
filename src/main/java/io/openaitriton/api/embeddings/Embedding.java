package io.openaitriton.api.embeddings;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The vector of one input. */
@JsonPropertyOrder({"object", "index", "embedding"})
public final class Embedding {
    private final int index;
    private final byte[] bytes;
    private final int offset;
    private final int dims;
    private final boolean base64;

    /**
     * @param index place of the input
     * @param bytes that hold the vector in single precision, little-endian
     * @param offset of its first number
     * @param dims how many numbers it has
     * @param base64 whether its JSON is base64
     */
    public Embedding(int index, byte[] bytes, int offset, int dims, boolean base64) {
        this.index = index;
        this.bytes = bytes;
        this.offset = offset;
        this.dims = dims;
        this.base64 = base64;
    }

    @JsonProperty
    public String object() {
        return "embedding";
    }

    /** Place of the input in the request. */
    @JsonProperty
    public int index() {
        return index;
    }

    /** The numbers. */
    @JsonIgnore
    public float[] vector() {
        float[] numbers = new float[dims];
        ByteBuffer.wrap(bytes, offset, dims * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(numbers);
        return numbers;
    }

    @JsonProperty
    @JsonSerialize(using = Writer.class)
    Embedding embedding() {
        return this;
    }

    boolean base64() {
        return base64;
    }

    /**
     * Writes the numbers as base64 of their bytes.
     *
     * @return where it ends in the target
     */
    int encode(byte[] target, int at) {
        return Base64Table.encode(bytes, offset, dims * Float.BYTES, target, at);
    }

    /** How much {@link #encode} writes. */
    int encodedLength() {
        return Base64Table.length(dims * Float.BYTES);
    }

    /** Writes the numbers as the client wants them. */
    static final class Writer extends JsonSerializer<Embedding> {
        @Override
        public void serialize(Embedding embedding, JsonGenerator json, SerializerProvider serializers)
                throws IOException {
            if (embedding.base64) {
                byte[] encoded = new byte[embedding.encodedLength()];
                embedding.encode(encoded, 0);
                json.writeString(new String(encoded, StandardCharsets.ISO_8859_1));
                return;
            }
            json.writeStartArray();
            for (float number : embedding.vector()) {
                json.writeNumber(number);
            }
            json.writeEndArray();
        }
    }
}
