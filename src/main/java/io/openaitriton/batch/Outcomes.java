package io.openaitriton.batch;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.batches.BatchCounts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.BitSet;

/** The files of results and of other outcomes of a batch: each of its lines gets a line in one of the two, once. */
final class Outcomes implements AutoCloseable {
    private final BitSet done = new BitSet();
    private final AppendedFile output;
    private final AppendedFile errors;

    private Outcomes(Path output, Path errors, String idPrefix) throws IOException {
        String start = "{\"id\":\"" + idPrefix;
        this.output = AppendedFile.open(output, start, done);
        boolean ok = false;
        try {
            this.errors = AppendedFile.open(errors, start, done);
            ok = true;
        } finally {
            if (!ok) {
                this.output.close();
            }
        }
    }

    /**
     * Opens the files, which may have lines of an earlier process.
     *
     * @param idPrefix of the ids of lines, before their numbers
     */
    static Outcomes open(Path output, Path errors, String idPrefix) throws IOException {
        return new Outcomes(output, errors, idPrefix);
    }

    /** Whether the line of this number has its outcome. */
    synchronized boolean has(int number) {
        return done.get(number);
    }

    synchronized BatchCounts counts(int total) {
        return new BatchCounts(total, output.lines(), errors.lines());
    }

    /** Writes the answer to a line. */
    void answered(BatchLine line, LineAnswer answer) throws IOException {
        byte[] text = write(line, json -> {
            json.writeObjectFieldStart("response");
            json.writeNumberField("status_code", answer.status());
            json.writeStringField("request_id", answer.requestId());
            json.writeFieldName("body");
            writeBody(json, answer.body());
            json.writeEndObject();
            json.writeNullField("error");
        });
        append(line, text, answer.status() >= 200 && answer.status() < 300 ? output : errors);
    }

    /** Writes that a line was not sent. */
    void notSent(BatchLine line, String code, String message) throws IOException {
        byte[] text = write(line, json -> {
            json.writeNullField("response");
            json.writeObjectFieldStart("error");
            json.writeStringField("code", code);
            json.writeStringField("message", message);
            json.writeEndObject();
        });
        append(line, text, errors);
    }

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] write(BatchLine line, Fields fields) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = OpenAiJson.mapper().createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("id", line.id());
            json.writeStringField("custom_id", line.customId());
            fields.write(json);
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    /** Unchanged, unless it has several lines. */
    private static void writeBody(JsonGenerator json, byte[] body) throws IOException {
        String text = new String(body, StandardCharsets.UTF_8);
        if (text.indexOf('\n') < 0 && !text.isBlank()) {
            json.writeRawValue(text);
        } else {
            JsonNode tree = OpenAiJson.mapper().readTree(body);
            json.writeTree(tree.isMissingNode() ? null : tree);
        }
    }

    private synchronized void append(BatchLine line, byte[] text, AppendedFile file) throws IOException {
        if (done.get(line.number())) {
            throw new IllegalStateException("Line " + line.number() + " has an outcome already");
        }
        file.append(text);
        done.set(line.number());
    }

    /** Returns when all is on the disk. */
    void force() throws IOException {
        output.force();
        errors.force();
    }

    @Override
    public void close() throws IOException {
        try (output) {
            errors.close();
        }
    }
}
