package io.openaitriton.answer;

import io.openaitriton.api.AnswerHead;
import io.openaitriton.api.CollectedAnswer;
import io.openaitriton.api.PieceWriter;
import io.openaitriton.api.Surface;
import io.openaitriton.exchange.OpenAiProperties;
import org.apache.camel.Exchange;

/**
 * How an answer is written.
 *
 * @param surface the API of the answer
 * @param head the common fields of the answer
 * @param records true for records, false for JSON
 */
public record AnswerTarget(Surface surface, AnswerHead head, boolean records) {
    /** The target for the caller of an exchange. */
    public static AnswerTarget of(Surface surface, AnswerHead head, Exchange exchange) {
        return new AnswerTarget(surface, head, wantsRecords(exchange));
    }

    static boolean wantsRecords(Exchange exchange) {
        return "record".equals(exchange.getProperty(OpenAiProperties.ANSWER_AS));
    }

    PieceWriter<?> writer() {
        return records ? surface.records(head) : surface.events(head);
    }

    Object whole(CollectedAnswer answer) {
        return surface.whole(head, answer);
    }
}
