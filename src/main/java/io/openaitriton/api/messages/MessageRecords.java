package io.openaitriton.api.messages;

import io.openaitriton.api.AnswerHead;
import io.openaitriton.generation.ApiException;
import java.util.ArrayList;
import java.util.List;

/** Makes the records that the events of a stream have as their data. A failure is for its reader to see as an exception. */
final class MessageRecords extends BlockWriter<List<Object>> {
    private List<Object> records = new ArrayList<>();

    MessageRecords(AnswerHead head, Thoughts thoughts) {
        super(head, thoughts);
    }

    @Override
    void event(MessageEvent event) {
        records.add(event);
    }

    @Override
    void delta(int block, Delta.Kind kind, String value) {
        records.add(new MessageEvent.BlockDelta(block, new Delta(kind, value)));
    }

    @Override
    public void fail(ApiException failure) {
        // readers of records get an exception
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
