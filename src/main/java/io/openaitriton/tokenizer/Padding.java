package io.openaitriton.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;

/**
 * How texts of a batch are padded to one length: {@code padding} of a {@code tokenizer.json}.
 *
 * @param length of all, or 0 for that of the longest
 * @param multipleOf what the length is to be a multiple of, or 0
 * @param id of the padding token
 * @param typeId of the padding token
 * @param left whether padding comes before the text
 */
public record Padding(int length, int multipleOf, int id, int typeId, boolean left) {
    /** Pads on the right to the longest of a batch. */
    public static Padding with(int id) {
        return new Padding(0, 0, id, 0, false);
    }

    static Padding of(JsonNode node) {
        if (!node.isObject()) {
            return null;
        }
        return new Padding(
                node.path("strategy").path("Fixed").asInt(),
                node.path("pad_to_multiple_of").asInt(),
                node.path("pad_id").asInt(),
                node.path("pad_type_id").asInt(),
                node.path("direction").asText("Right").equals("Left"));
    }

    List<Encoding> pad(List<Encoding> batch) {
        int longest = length;
        if (longest == 0) {
            for (Encoding each : batch) {
                longest = Math.max(longest, each.length());
            }
        }
        int rest = multipleOf > 0 ? longest % multipleOf : 0;
        int target = rest == 0 ? longest : longest + multipleOf - rest;
        return batch.stream().map(each -> pad(each, target)).toList();
    }

    private Encoding pad(Encoding encoding, int target) {
        int more = target - encoding.length();
        return more <= 0
                ? encoding
                : new Encoding(
                        pad(encoding.ids(), more, id),
                        pad(encoding.typeIds(), more, typeId),
                        pad(encoding.attentionMask(), more, 0));
    }

    private int[] pad(int[] values, int more, int value) {
        int[] padded = new int[values.length + more];
        Arrays.fill(padded, value);
        System.arraycopy(values, 0, padded, left ? more : 0, values.length);
        return padded;
    }
}
