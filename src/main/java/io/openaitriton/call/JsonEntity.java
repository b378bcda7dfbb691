package io.openaitriton.call;

import io.openaitriton.text.JsonBuffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/** JSON that is sent without being copied to one array first. It can be sent again. */
public final class JsonEntity extends AbstractHttpEntity {
    private static final ContentType JSON = ContentType.create("application/json");

    private final JsonBuffer json;

    /** @param json is complete */
    public JsonEntity(JsonBuffer json) {
        super(JSON, null);
        this.json = json;
    }

    @Override
    public long getContentLength() {
        return json.length();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        json.writeTo(out);
    }

    @Override
    public InputStream getContent() {
        return new ByteArrayInputStream(json.bytes(), 0, json.length());
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public boolean isStreaming() {
        return false;
    }

    @Override
    public void close() {
        // it holds no resource
    }
}
