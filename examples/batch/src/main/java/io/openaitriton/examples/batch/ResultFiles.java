package io.openaitriton.examples.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openaitriton.api.OpenAiJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.UUID;

/** The results of a batch file and its errors: every line of it gets a line in one of the two, once. */
final class ResultFiles {
    private final BitSet done;
    private final AppendedFile output;
    private final AppendedFile errors;
    private long written;

    private ResultFiles(BitSet done, AppendedFile output, AppendedFile errors) {
        this.done = done;
        this.output = output;
        this.errors = errors;
    }

    static ResultFiles open(Path folder, String name, String fingerprint) throws IOException {
        Files.createDirectories(folder);
        String id = "{\"id\":\"" + LineParser.id(fingerprint, 0).replaceFirst("0$", "");
        BitSet done = new BitSet();
        AppendedFile output = AppendedFile.open(folder.resolve(name + ".output.jsonl"), id, done);
        try {
            return new ResultFiles(done, output, AppendedFile.open(folder.resolve(name + ".errors.jsonl"), id, done));
        } catch (IOException | RuntimeException e) {
            output.close();
            throw e;
        }
    }

    boolean isEmpty() {
        return done.isEmpty();
    }

    /** Lines that have their results. */
    long count() {
        return done.cardinality() + written;
    }

    /** True for a line that has its result since an earlier process. */
    boolean has(long line) {
        return done.get(Math.toIntExact(line));
    }

    /**
     * Adds a line.
     *
     * @param answer JSON; null when the line has an error
     */
    void write(BatchLine line, int status, byte[] answer) throws IOException {
        ObjectNode result = OpenAiJson.mapper().createObjectNode();
        result.put("id", line.id()).put("custom_id", line.customId());
        if (line.error() == null) {
            JsonNode body = OpenAiJson.mapper().readTree(answer);
            result.putObject("response")
                    .put("status_code", status)
                    .put("request_id", "req_" + UUID.randomUUID().toString().replace("-", ""))
                    .set("body", body);
            result.putNull("error");
        } else {
            result.putNull("response");
            result.set("error", OpenAiJson.mapper().valueToTree(line.error()));
        }
        (line.error() == null && status == 200 ? output : errors)
                .append(OpenAiJson.mapper().writeValueAsBytes(result));
        written++;
    }

    /** Returns when all is on the disk. */
    void force() throws IOException {
        output.force();
        errors.force();
    }

    void close() throws IOException {
        try {
            output.close();
        } finally {
            errors.close();
        }
    }
}
