package io.openaitriton.batch;

import io.openaitriton.api.batches.BatchError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The result of checking the lines of a batch.
 *
 * @param lines how many there are
 * @param model that all of them name, or null
 * @param errors their errors, at most the first hundred
 */
record CheckedInput(int lines, String model, List<BatchError> errors) {
    private static final int MAX_ERRORS = 100;

    /** Checks a file as OpenAI's API does: the batch runs only if no line has an error. */
    static CheckedInput of(Path file, String endpoint, int maxLines) throws IOException {
        List<BatchError> errors = new ArrayList<>();
        Set<String> customIds = new HashSet<>();
        int count = 0;
        String model = null;
        try (InputLines lines = new InputLines(file, "", endpoint)) {
            while (lines.hasNext() && errors.size() < MAX_ERRORS) {
                InputLines.Line line = lines.next();
                if (++count > maxLines) {
                    String message = "The file has more than " + maxLines + " requests, the limit"
                            + " (openai.batch-max-lines). Split the file.";
                    return new CheckedInput(0, null, List.of(new BatchError("too_many_tasks", message, null, null)));
                }
                if (line.error() != null) {
                    errors.add(line.error());
                    continue;
                }
                BatchLine request = line.request();
                if (!customIds.add(request.customId())) {
                    String message = "The custom_id '" + request.customId() + "' is already used in an earlier line.";
                    errors.add(new BatchError("duplicate_custom_id", message, "custom_id", request.number()));
                }
                if (customIds.size() == 1 && count == 1) {
                    model = request.model();
                } else if (!Objects.equals(model, request.model())) {
                    String message = "The model differs from the first line's: all requests of a batch must have the"
                            + " same model.";
                    errors.add(new BatchError("model_mismatch", message, "body.model", request.number()));
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (count == 0) {
            errors.add(new BatchError("empty_file", "The file has no requests.", null, null));
        }
        return new CheckedInput(count, model, errors);
    }
}
