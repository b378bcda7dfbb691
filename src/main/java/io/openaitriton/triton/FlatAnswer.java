package io.openaitriton.triton;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the answers that come by the thousand: one text, as Triton writes it without white space, and nothing within a field. It
 * leaves everything else, mistakes too, to {@link AnswerReader}.
 */
final class FlatAnswer {
    private static final byte[] TEXT_OUTPUT = ascii("text_output");
    private static final byte[] FINISH_REASON = ascii("finish_reason");
    private static final byte[] INPUT_TOKENS = ascii("num_input_tokens");
    private static final byte[] OUTPUT_TOKENS = ascii("num_output_tokens");

    /** Fields that come with scalars too, and mean something to {@link AnswerReader}. */
    private static final List<byte[]> RARE =
            List.of(ascii("error"), ascii("response"), ascii("output"), ascii("outputs"), ascii("logprobs"));

    private static final byte[] NONE = ascii("\"None\"");
    private static final int MAX_DIGITS = 18;

    private final byte[] json;
    private final int end;
    private int at;
    private int escape;

    private String text;
    private String finishReason;
    private boolean finishReasons;
    private Long inputTokens;
    private Long outputTokens;

    private FlatAnswer(byte[] json, int offset, int end) {
        this.json = json;
        this.at = offset;
        this.end = end;
    }

    /** The answer, or null when it is one for {@link AnswerReader}. What in it is no UTF-8 becomes U+FFFD. */
    static GenerateAnswer read(byte[] json, int offset, int length) {
        FlatAnswer answer = new FlatAnswer(json, offset, offset + length);
        if (!answer.object()) {
            return null;
        }
        return new GenerateAnswer(
                List.of(new Output(answer.text, answer.finishReason, answer.outputTokens, null)),
                answer.inputTokens,
                answer.finishReasons);
    }

    private boolean object() {
        if (!skip('{')) {
            return false;
        }
        do {
            if (!field()) {
                return false;
            }
        } while (skip(','));
        return skip('}') && at == end;
    }

    private boolean field() {
        int from = at;
        if (!string() || !skip(':')) {
            return false;
        }
        int to = at - 1;
        if (is(TEXT_OUTPUT, from, to)) {
            text = text();
            return text != null;
        }
        if (is(FINISH_REASON, from, to)) {
            return finishReason();
        }
        if (is(INPUT_TOKENS, from, to)) {
            inputTokens = number();
            return inputTokens != null;
        }
        if (is(OUTPUT_TOKENS, from, to)) {
            outputTokens = number();
            return outputTokens != null;
        }
        for (byte[] rare : RARE) {
            if (is(rare, from, to)) {
                return false;
            }
        }
        // a key that is written otherwise may be one of those above
        return plain(from, to) && (at < end && json[at] == '"' ? text() != null : number() != null);
    }

    private boolean finishReason() {
        int from = at;
        String reason = text();
        finishReasons = true;
        // vLLM's backend writes the word None while the text goes on
        boolean none = at - from == NONE.length && Arrays.equals(json, from, at, NONE, 0, NONE.length);
        finishReason = none || reason != null && reason.isEmpty() ? null : reason;
        return reason != null;
    }

    /** Passes over a string and notes its first escape, unread. */
    private boolean string() {
        if (!skip('"')) {
            return false;
        }
        int first = -1;
        int i = at;
        while (i < end) {
            byte b = json[i++];
            if (b == '"') {
                at = i;
                escape = first;
                return true;
            }
            if (b == '\\') {
                first = first < 0 ? i - 1 : first;
                i++;
            } else if (b >= 0 && b < ' ') {
                return false;
            }
        }
        return false;
    }

    /** The value of a string, or null where there is none, or one with an escape for {@link AnswerReader}. */
    private String text() {
        int from = at + 1;
        if (!string()) {
            return null;
        }
        int to = at - 1;
        return escape < 0
                ? new String(json, from, to - from, StandardCharsets.UTF_8)
                : Unescape.text(json, from, escape, to);
    }

    /** A whole number that cannot overflow, or null. */
    private Long number() {
        boolean negative = skip('-');
        int from = at;
        long number = 0;
        while (at < end && json[at] >= '0' && json[at] <= '9') {
            number = 10 * number + json[at++] - '0';
        }
        int digits = at - from;
        if (digits == 0 || digits > MAX_DIGITS || digits > 1 && json[from] == '0') {
            return null;
        }
        return negative ? -number : number;
    }

    private boolean skip(char expected) {
        if (at < end && json[at] == expected) {
            at++;
            return true;
        }
        return false;
    }

    private boolean is(byte[] key, int from, int to) {
        return to - from == key.length + 2 && Arrays.equals(json, from + 1, to - 1, key, 0, key.length);
    }

    private boolean plain(int from, int to) {
        for (int i = from; i < to; i++) {
            if (json[i] < 0 || json[i] == '\\') {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
