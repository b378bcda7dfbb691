package io.openaitriton.api.responses;

import io.openaitriton.api.AnswerHead;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** The events of a streamed response as records, for callers in the same JVM. */
final class ResponseRecords extends ResponseWriter<List<Object>> {
    private List<Object> records = new ArrayList<>();

    ResponseRecords(AnswerHead head, Echo echo, Items items, LongSupplier clock, UnaryOperator<Response> keeper) {
        super(head, echo, items, clock, keeper);
    }

    @Override
    protected void add(ResponseEvent event) {
        records.add(event);
    }

    @Override
    protected void add(DeltaPlace place, int sequence, String text) {
        records.add(place.event(sequence, text));
    }

    @Override
    public List<Object> take() {
        if (records.isEmpty()) {
            return null;
        }
        List<Object> piece = records;
        records = new ArrayList<>();
        return piece;
    }
}
