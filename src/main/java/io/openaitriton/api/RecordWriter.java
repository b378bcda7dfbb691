package io.openaitriton.api;

import io.openaitriton.generation.ApiException;
import java.util.ArrayList;
import java.util.List;

/** Makes the records behind the JSON chunks of a stream, for callers in the same JVM. They get a failure as an exception. */
public abstract class RecordWriter extends ChoiceWriter<List<Object>> {
    private List<Object> records = new ArrayList<>();

    /** @param layout where the choices of this generation are in the stream */
    protected RecordWriter(ChoiceLayout layout) {
        super(layout);
    }

    /** Adds the next record. */
    protected final void add(Object record) {
        records.add(record);
    }

    @Override
    public final void fail(ApiException failure) {
        // readers of records get an exception
    }

    @Override
    public final List<Object> take() {
        if (records.isEmpty()) {
            return null;
        }
        List<Object> piece = records;
        records = new ArrayList<>();
        return piece;
    }
}
