package io.openaitriton.api.responses;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ids of responses, and ids of items, which contain the id of their response. To use another client's id, a client would also
 * need that client's key.
 */
final class ResponseId {
    static final String PREFIX = "resp_";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern RESPONSE = Pattern.compile("resp_[0-9a-f]{32}");
    private static final Pattern ITEM = Pattern.compile("[a-z]{1,8}_([0-9a-f]{32})_(i?)(\\d{1,6})");

    private ResponseId() {}

    /** A new id with 128 random bits, which cannot be guessed. */
    static String random() {
        byte[] bits = new byte[16];
        RANDOM.nextBytes(bits);
        return PREFIX + HexFormat.of().formatHex(bits);
    }

    static boolean isOne(String id) {
        return RESPONSE.matcher(id).matches();
    }

    /** Id of an item of the input, by its place there. */
    static String ofInput(String prefix, String response, int index) {
        return prefix + response.substring(PREFIX.length()) + "_i" + index;
    }

    /**
     * The parts of an item's id.
     *
     * @param response the id of the response that it is of
     * @param input whether it is an item of the input, not of the output
     */
    record Item(String response, boolean input, int index) {
        /** Null for an id that no item has. */
        static Item of(String id) {
            Matcher item = ITEM.matcher(id);
            return item.matches()
                    ? new Item(PREFIX + item.group(1), !item.group(2).isEmpty(), Integer.parseInt(item.group(3)))
                    : null;
        }
    }
}
