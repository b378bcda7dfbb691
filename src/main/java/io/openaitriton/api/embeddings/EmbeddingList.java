package io.openaitriton.api.embeddings;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.openaitriton.api.OpenAiJson;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The answer to a request for embeddings.
 *
 * @param data a vector for each input, in their order
 */
@JsonPropertyOrder({"object", "data", "model", "usage"})
public record EmbeddingList(List<Embedding> data, String model, EmbeddingUsage usage) {

    private static final byte[] AFTER = ascii("\"}");

    @JsonProperty
    String object() {
        return "list";
    }

    /** Its JSON. */
    public byte[] json() {
        return data.isEmpty() || !data.get(0).base64() ? OpenAiJson.bytes(this) : encoded();
    }

    /** The same by hand, into an array of the right length: the answer may have megabytes, and base64 has nothing to escape. */
    private byte[] encoded() {
        byte[] head = ascii("{\"object\":\"list\",\"data\":[");
        byte[] tail = OpenAiJson.bytes(new EmbeddingList(List.of(), model, usage));
        // of the empty list everything behind its data
        int rest = head.length;
        long size = tail.length;
        byte[][] befores = new byte[data.size()][];
        for (int i = 0; i < befores.length; i++) {
            befores[i] = ascii((i == 0 ? "" : ",") + "{\"object\":\"embedding\",\"index\":"
                    + data.get(i).index() + ",\"embedding\":\"");
            size += befores[i].length + data.get(i).encodedLength() + AFTER.length;
        }
        byte[] json = new byte[Math.toIntExact(size)];
        int at = put(head, 0, json, 0);
        for (int i = 0; i < befores.length; i++) {
            at = put(befores[i], 0, json, at);
            at = data.get(i).encode(json, at);
            at = put(AFTER, 0, json, at);
        }
        put(tail, rest, json, at);
        return json;
    }

    private static int put(byte[] part, int from, byte[] json, int at) {
        System.arraycopy(part, from, json, at, part.length - from);
        return at + part.length - from;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
