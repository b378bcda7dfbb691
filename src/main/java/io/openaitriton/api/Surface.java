package io.openaitriton.api;

import java.util.List;

/** How the answer of one API is written. Immutable. */
public interface Surface {
    /** Name of the operation, as the edge sets it: {@code chat} or {@code completions}. */
    String operation();

    /** What the ids of its answers begin with. */
    String idPrefix();

    /** The id of an answer. */
    default String newId() {
        return RandomId.of(idPrefix());
    }

    /** The whole answer, as a record that {@link OpenAiJson} writes. */
    Object whole(AnswerHead head, CollectedAnswer answer);

    /** A streamed answer as server-sent events. */
    PieceWriter<byte[]> events(AnswerHead head);

    /** A streamed answer as the records that the events of {@link #events} have as their data. */
    PieceWriter<List<Object>> records(AnswerHead head);
}
